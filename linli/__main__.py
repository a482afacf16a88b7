"""`python -m linli …` is the console command `linli …`."""

from linli.config.console import main

if __name__ == "__main__":
    main()
