"""Measurements that a person can repeat: `python -m benchmarks NAME`, each a module here with a `main(argv)`."""
