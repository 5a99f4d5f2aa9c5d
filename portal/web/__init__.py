"""What all pages share: posts, cookies, sign-in, headers, templates, refusals. Knows no procedure."""
