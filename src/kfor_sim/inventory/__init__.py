"""What lies in an output folder: which folders are results, what in them is ours, whether it is sound, and its removal.

Only what the program itself could have written counts as ours: a folder with the name that its manifest, or the label
of one of its replicates or trials, calls for, and in it files with the names that the program gives. Everything else is
the user's, and so is every link. Nothing here needs NumPy or a scenario until replicates are verified.

    folder      one folder: whether it is one of results, and what in it is ours
    choosing    all of them, and which of them a name means
    checking    whether replicates are sound
    removing    their removal
"""

from kfor_sim.inventory.checking import Trouble, troubles
from kfor_sim.inventory.choosing import Inventory, inventory
from kfor_sim.inventory.folder import PICTURES, ResultFolder, result_folder
from kfor_sim.inventory.removing import Removal, remove

__all__ = [
    "PICTURES",
    "Inventory",
    "Removal",
    "ResultFolder",
    "Trouble",
    "inventory",
    "remove",
    "result_folder",
    "troubles",
]
