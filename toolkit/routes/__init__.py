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
from toolkit.routes.cargo import join_cargo
from toolkit.routes.cleaning import clean_positions
from toolkit.routes.clocks import estimate_clocks
from toolkit.routes.companions import find_companions
from toolkit.routes.corridors import find_corridors
from toolkit.routes.declared import compare_routes
from toolkit.routes.detours import check_voyages
from toolkit.routes.disabling import find_suspected_disabling
from toolkit.routes.distances import measure_sea_km
from toolkit.routes.diversions import DIVERSIONS, Diversion, explain_diversions
from toolkit.routes.encounters import ENCOUNTER_KINDS, find_encounters
from toolkit.routes.exports import make_lines, make_points, to_movingpandas, write_map
from toolkit.routes.flights import plan_flights
from toolkit.routes.gaps import find_gaps
from toolkit.routes.gates import count_passages, find_passages
from toolkit.routes.hulls import find_identity_splits, suggest_same_hull
from toolkit.routes.identities import split_identities
from toolkit.routes.identity_histories import list_identities
from toolkit.routes.jumps import find_draught_changes, find_jumps
from toolkit.routes.legs import make_legs
from toolkit.routes.manipulations import find_manipulations
from toolkit.routes.milestones import list_milestones
from toolkit.routes.one_sided import find_one_sided_meetings
from toolkit.routes.passages import GATES, PASSAGES
from toolkit.routes.passes import EVENT_KINDS, find_events
from toolkit.routes.plans import plan_routes
from toolkit.routes.ports import load_ports
from toolkit.routes.regions import find_regions
from toolkit.routes.roads import plan_roads
from toolkit.routes.stays import find_loitering, find_stops
from toolkit.routes.timelines import make_timeline
from toolkit.routes.track_files import write_tracks
from toolkit.routes.transshipments import find_transshipments
from toolkit.routes.trips import TRIP_ORDER, assess_trips, check_trips
from toolkit.routes.unit_checks import check_units
from toolkit.routes.usual import list_usual_routes, rate_voyages
from toolkit.routes.voyages import build_voyages

__all__ = [
    "DETECTORS",
    "DIVERSIONS",
    "ENCOUNTER_KINDS",
    "EVENT_KINDS",
    "GATES",
    "PASSAGES",
    "TRIP_ORDER",
    "Diversion",
    "TracksSource",
    "assess_tracks",
    "assess_trips",
    "build_voyages",
    "check_axes",
    "check_trips",
    "check_units",
    "check_voyages",
    "clean_positions",
    "compare_routes",
    "count_passages",
    "estimate_clocks",
    "explain_diversions",
    "find_companions",
    "find_corridors",
    "find_draught_changes",
    "find_encounters",
    "find_events",
    "find_gaps",
    "find_identity_splits",
    "find_jumps",
    "find_loitering",
    "find_manipulations",
    "find_one_sided_meetings",
    "find_passages",
    "find_port_calls",
    "find_regions",
    "find_stops",
    "find_suspected_disabling",
    "find_transshipments",
    "join_cargo",
    "list_identities",
    "list_milestones",
    "list_usual_routes",
    "load_ports",
    "make_legs",
    "make_lines",
    "make_points",
    "make_timeline",
    "measure_sea_km",
    "plan_flights",
    "plan_roads",
    "plan_routes",
    "rate_voyages",
    "split_identities",
    "suggest_same_hull",
    "to_movingpandas",
    "write_map",
    "write_tracks",
]
