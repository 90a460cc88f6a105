"""Scanners that never stood in a port: simulated dual-energy X-ray images of loaded containers.

A drive-through scanner shoots X-rays of megavolt energy sideways through a container and measures, column by column, what
share comes out on the other side. Two interlaced beams are attenuated a little differently by light and heavy elements, so
their ratio hints at the material, while the image alone shows how much mass lies in the way.

Here a load is packed at random (the packing never follows from the goods), each line of sight's areal density is turned into
transmission by Beer's law at every energy of either beam, and the detector adds counting noise, scatter, jitter and gain. Two
scanners differ in spectrum, resolution and dose, and things may be hidden among the goods. Goods of a class are alike in
material, bulk density and texture, and only statistically so: pellets made of virgin resin and lawful regranulate differ in
nothing that X-rays see, and no image shows contamination.
"""

from data_samples.simulation.goods import MATERIAL_CLASSES, MaterialClass
from data_samples.simulation.inserts import INSERTS
from data_samples.simulation.packing import PACKINGS, PACKINGS_FOR_FITTING
from data_samples.simulation.scan import Simulated, simulate_load, simulate_scan
from data_samples.simulation.scanners import SCANNERS, Scanner

__all__ = [
    "INSERTS",
    "MATERIAL_CLASSES",
    "PACKINGS",
    "PACKINGS_FOR_FITTING",
    "SCANNERS",
    "MaterialClass",
    "Scanner",
    "Simulated",
    "simulate_load",
    "simulate_scan",
]
