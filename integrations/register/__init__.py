"""住民基本台帳, in zones single and inner."""
