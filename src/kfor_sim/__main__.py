"""`python -m kfor_sim`, the same as the command `kfor-sim`."""

from kfor_sim.cli import main

if __name__ == "__main__":
    main()
