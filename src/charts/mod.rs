//! Live charts, drawn by plotters on a canvas.
