"""A scanner that never stood in a port: simulated dual-energy X-ray images of loaded containers.

A drive-through scanner shoots X-rays of megavolt energy sideways through a container and measures, column by column, what
share comes out on the other side. Two interlaced energies (6 and 9 MV) are attenuated a little differently by light and
heavy elements, so their ratio hints at the material, while the image alone shows how much mass lies in the way.

Here a load is packed at random (the packing never follows from the goods), each pixel's areal density is turned into
transmission at both energies by Beer's law, and the detector adds counting noise, scatter, jitter and gain. Goods of a
class are alike in material, bulk density and texture, and only statistically so: pellets made of virgin resin and lawful
regranulate differ in nothing that X-rays see, and no image shows contamination.
"""

from data_samples.simulation.goods import MATERIAL_CLASSES, MaterialClass
from data_samples.simulation.packing import PACKINGS
from data_samples.simulation.scan import simulate_scan

__all__ = ["MATERIAL_CLASSES", "PACKINGS", "MaterialClass", "simulate_scan"]
