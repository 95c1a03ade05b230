"""The one place that names devices. In: what a user asks for. Out: where torch puts numbers."""

from __future__ import annotations

import torch


def as_device(device: str | torch.device | None) -> torch.device:
    """Return a device of torch; None is the processor, which is quickest for networks as small as ours."""
    try:
        return torch.device("cpu" if device is None else device)
    except (RuntimeError, TypeError) as error:
        raise ValueError(f"device is {device!r}; expected a device of torch. Try device='cpu'.") from error
