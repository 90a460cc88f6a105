"""EfficientNet-lite0 as an ONNX graph, up to its last two stages.

The layers are those of Tan and Le, *EfficientNet* (2019), in the "lite" form: no squeeze-and-excitation, ReLU6, stem of
32 channels. Normalisation (epsilon 1e-3) is folded into the convolutions; padding follows TensorFlow's SAME. The graph is
fully convolutional: any height and width; it gives maps, and what is made of them is the encoder's choice.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CHANNELS", "build_network"]

CHANNELS = (192, 320)
"""Channels of the two maps that the network gives: its last two stages, both at a 32nd of the image's size."""

_OUTPUTS = ("late", "last")
_EPSILON = 1e-3
_OPSET = 13
_IR_VERSION = 8
_STAGES = (  # stride, channels out, repeats; kernel and expansion follow from the weights
    (1, 16, 1),
    (2, 24, 2),
    (2, 40, 2),
    (2, 80, 3),
    (1, 112, 3),
    (2, 192, 4),
    (1, 320, 1),
)

Floats = NDArray[np.float32]


class _Graph:
    """A growing chain of ONNX nodes."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        from onnx import helper, numpy_helper

        self._helper, self._numpy_helper = helper, numpy_helper
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._count = 0

    def constant(self, name: str, value: NDArray[np.float32]) -> str:
        self.constants.append(self._numpy_helper.from_array(value, name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:  # noqa: ANN401 - as onnx takes them
        self._count += 1
        output = f"x{self._count}"
        self.nodes.append(self._helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def convolve(self, x: str, conv: str, norm: str, *, stride: int = 1, depthwise: bool = False) -> str:
        kernel = self.weights[f"{conv}.weight"]
        scale = self.weights[f"{norm}.weight"] / np.sqrt(self.weights[f"{norm}.running_var"] + _EPSILON)
        shift = self.weights[f"{norm}.bias"] - self.weights[f"{norm}.running_mean"] * scale
        folded = self.constant(f"{conv}.kernel", (kernel * scale[:, None, None, None]).astype(np.float32))
        bias = self.constant(f"{conv}.bias", shift.astype(np.float32))
        return self.add("Conv", x, folded, bias, strides=[stride, stride], auto_pad="SAME_UPPER", group=kernel.shape[0] if depthwise else 1)

    def relu6(self, x: str) -> str:
        return self.add("Clip", x, "zero", "six")


def build_network(weights: Mapping[str, Floats]) -> bytes:
    """Build the graph.

    Args:
        weights: arrays by the names of the PyTorch model, as :func:`toolkit.scans.weights.read_weights` gives them.

    Returns:
        A serialised ONNX model: input ``pixels`` (n, height, width) of float32 grey levels 0..255, outputs ``late``
        (n, 192, height / 32, width / 32) and ``last`` (n, 320, the same).

    Raises:
        KeyError: if a layer's weights are missing.
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    for name, value in (("zero", 0.0), ("six", 6.0), ("centre", 127.0), ("spread", 128.0)):
        graph.constant(name, np.array(value, np.float32))
    graph.constants.append(helper.make_tensor("channel", TensorProto.INT64, [1], [1]))
    grey = graph.add("Div", graph.add("Sub", "pixels", "centre"), "spread")
    grey = graph.add("Unsqueeze", grey, "channel")
    x = graph.add("Concat", grey, grey, grey, axis=1)
    x = graph.relu6(graph.convolve(x, "_conv_stem", "_bn0", stride=2))
    block = 0
    channels = 32
    maps = []
    for stride, out, repeats in _STAGES:
        for repeat in range(repeats):
            x = _add_block(graph, x, f"_blocks.{block}", stride if repeat == 0 else 1, (channels, out))
            channels = out
            block += 1
        maps.append(x)
    for output, stage in zip(_OUTPUTS, maps[-2:], strict=True):
        graph.nodes.append(helper.make_node("Identity", [stage], [output]))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "efficientnet-lite0",
            [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["n", "height", "width"])],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", count, "rows", "columns"])
                for name, count in zip(_OUTPUTS, CHANNELS, strict=True)
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
    )
    return bytes(model.SerializeToString(deterministic=True))


def _add_block(graph: _Graph, x: str, name: str, stride: int, channels: tuple[int, int]) -> str:
    inner = x
    if f"{name}._expand_conv.weight" in graph.weights:
        inner = graph.relu6(graph.convolve(inner, f"{name}._expand_conv", f"{name}._bn0"))
    inner = graph.relu6(graph.convolve(inner, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride, depthwise=True))
    inner = graph.convolve(inner, f"{name}._project_conv", f"{name}._bn2")
    return graph.add("Add", inner, x) if stride == 1 and channels[0] == channels[1] else inner
