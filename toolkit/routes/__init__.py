"""From raw positions to a journey that can be argued: who moved where, met whom, fell silent when.

A *position* is what a receiver wrote down; a *track* is the positions of one hull; an *event* is something that a track
shows by a definition that is cited; a *voyage* is the leg between two port calls. Positions are marked, never dropped:
:func:`clean_positions` says which to trust, :func:`split_identities` takes hulls apart that share an identity, and only
then do the detectors run. Each event carries its reasons with figures, and the ordinary explanations beside them: a gap
is not guilt, ships that lie together may be bunkering, and a record that falls silent says nothing of the ships.
:func:`assess_tracks` tells for each detector whether it found something, found nothing, or could not tell, and why.
"""

from toolkit.routes.assessments import DETECTORS, assess_tracks
from toolkit.routes.axis_checks import check_axes
from toolkit.routes.blocks import TracksSource
from toolkit.routes.calls import find_port_calls
from toolkit.routes.cleaning import clean_positions
from toolkit.routes.clocks import estimate_clocks
from toolkit.routes.companions import find_companions
from toolkit.routes.declared import compare_routes
from toolkit.routes.disabling import find_suspected_disabling
from toolkit.routes.encounters import ENCOUNTER_KINDS, find_encounters
from toolkit.routes.exports import make_lines, make_points, to_movingpandas, write_map
from toolkit.routes.gaps import find_gaps
from toolkit.routes.hulls import find_identity_splits, suggest_same_hull
from toolkit.routes.identities import split_identities
from toolkit.routes.identity_histories import list_identities
from toolkit.routes.jumps import find_draught_changes, find_jumps
from toolkit.routes.lanes import PASSAGES
from toolkit.routes.manipulations import find_manipulations
from toolkit.routes.milestones import list_milestones
from toolkit.routes.one_sided import find_one_sided_meetings
from toolkit.routes.passes import EVENT_KINDS, find_events
from toolkit.routes.plans import measure_sea_km, plan_routes
from toolkit.routes.ports import load_ports
from toolkit.routes.regions import find_regions
from toolkit.routes.stays import find_loitering, find_stops
from toolkit.routes.track_files import write_tracks
from toolkit.routes.trips import TRIP_ORDER, check_trips
from toolkit.routes.unit_checks import check_units
from toolkit.routes.voyages import build_voyages

__all__ = [
    "DETECTORS",
    "ENCOUNTER_KINDS",
    "EVENT_KINDS",
    "PASSAGES",
    "TRIP_ORDER",
    "TracksSource",
    "assess_tracks",
    "build_voyages",
    "check_axes",
    "check_trips",
    "check_units",
    "clean_positions",
    "compare_routes",
    "estimate_clocks",
    "find_companions",
    "find_draught_changes",
    "find_encounters",
    "find_events",
    "find_gaps",
    "find_identity_splits",
    "find_jumps",
    "find_loitering",
    "find_manipulations",
    "find_one_sided_meetings",
    "find_port_calls",
    "find_regions",
    "find_stops",
    "find_suspected_disabling",
    "list_identities",
    "list_milestones",
    "load_ports",
    "make_lines",
    "make_points",
    "measure_sea_km",
    "plan_routes",
    "split_identities",
    "suggest_same_hull",
    "to_movingpandas",
    "write_map",
    "write_tracks",
]
