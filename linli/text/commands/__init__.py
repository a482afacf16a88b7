"""The sub-commands of `linli text`, a module each; the module's name is the sub-command's.

A module has three names, and is found without being listed anywhere:

- `HELP`: one line, English as all of the console's help;
- `add_arguments(parser)`: declares what it takes;
- `handle(options, out, err)`: does it, writing results to `out` and what is said beside them to `err`. A mistake of
  whoever typed is a `LinliError` or an `OSError`; the dispatcher turns either into words.

Every module is imported to print the help, so what is heavy is imported inside `handle`.
"""
