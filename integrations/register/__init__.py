"""The resident register (住民基本台帳), read only. Zones single and inner alone may have one."""
