"""What an officer carries and what a unit gives: two-way effects of officers and units.

Officers who move between units tell what belongs to the person from what belongs to the place (Abowd, Kramarz &
Margolis 1999, Econometrica 67). Results are about the programme: no effect of a person leaves this package.
"""

from analysis.akm.fit import fit
from analysis.akm.result import Components

__all__ = ["Components", "fit"]
