"""Sorting texts into categories: a linear model over characters, trained on what people decided, kept as plain numbers.

`training.train` makes a `model.Model` of labelled texts, `keeping` writes and reads it, `rows` reads files of labelled
texts. Only training needs scikit-learn; the rest needs numpy.
"""
