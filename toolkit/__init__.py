"""Entity linking, scan similarity search and route mapping on one evidence-grade case.

Importing this package imports nothing else. Take what you need by name::

    from toolkit.case import Case
    from toolkit.investigation import investigate
"""
