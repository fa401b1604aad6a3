"""The standard's REST interface as pure functions: a call's values in, an answer's values out.

`answer` in `router` leads a call to its resource: `capturing` takes events in, `finding` gives them
out page by page, `named_queries` keeps queries by name, `browsing` lists what there is, `openapi`
describes it all. What is not asked for by name is refused; who brings no key sees public statements
and can capture nothing. The HTTP routes that carry it live in `app/routes/`.
"""
