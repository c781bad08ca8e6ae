"""Sources go in: read, split, embedded, stored."""

import os

# ONNX Runtime 1.32 reports program, processor and run times to its makers unless this is set before it is imported;
# every entry point imports this package first.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
