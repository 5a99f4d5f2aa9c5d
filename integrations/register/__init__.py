"""The resident register (住民基本台帳), in zones single and inner."""
