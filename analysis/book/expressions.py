"""What an author may write in ``{eval}``: the name of a record and of its face, and nothing that computes.

A calculation, a slice or a made-up text would print what no record stands for, so the form itself is refused.
"""

from __future__ import annotations

import ast

FORM = "write the name of a record and its face, such as response.cr.percent; what is computed belongs in analysis/"


def parsed(expression: str) -> ast.expr | None:
    """The tree of an expression; nothing where it is no Python, which the kernel tells better."""
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None


def refusal(expression: str) -> str | None:
    """Why an expression may not stand on a page; nothing where it may, or is no Python.

    It may be a name, an attribute, a subscript by a literal, or a method called with literal words, as in
    ``response.treated.counted("patient")``.
    """
    tree = parsed(expression)
    kind = _stranger(tree) if tree is not None else None
    return f"{kind} may not stand in an expression; {FORM}" if kind else None


def _stranger(node: ast.expr) -> str | None:
    """What of an expression is none of these."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name.startswith("_"):
            return f"{name!r}, which is private,"
        case ast.Name():
            return None
        case ast.Attribute(value=value) | ast.Subscript(value=value, slice=ast.Constant(value=str() | int())):
            return _stranger(value)
        case ast.Call(func=ast.Attribute() as method, args=args, keywords=keywords):
            given = [*args, *(keyword.value for keyword in keywords)]
            if all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in given):
                return _stranger(method)
            return "a call with anything but words"
    return _KINDS.get(type(node), "code like this")


_KINDS: dict[type[ast.expr], str] = {
    ast.Constant: "a typed value",
    ast.JoinedStr: "a formatted string",
    ast.BinOp: "arithmetic",
    ast.UnaryOp: "arithmetic",
    ast.Compare: "a comparison",
    ast.BoolOp: "a choice",
    ast.IfExp: "a choice",
    ast.Subscript: "a slice",
    ast.Call: "a call of a function",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.Lambda: "a function",
}


def nouns(expression: str) -> list[str]:
    """What is counted by ``counted("patient")`` in an expression; "relapse or death" are two."""
    tree = parsed(expression)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree is not None else []
    given = [
        argument.value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "counted"
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    return [noun for words in given for noun in words.split(" or ")]


def literals(expression: str) -> list[str]:
    """The words that are typed in an expression."""
    tree = parsed(expression)
    nodes = ast.walk(tree) if tree is not None else ()
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
