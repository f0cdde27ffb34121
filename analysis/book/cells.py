"""What the code of a chapter may do: import the questions, ask them, and give the answers names.

Whatever computes, prints or makes a record by hand belongs in ``analysis/``, where it is tested, traced and typed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from analysis.book.quoting import Declared, Name, imported, meant

PACKAGE = "analysis"
ELSEWHERE = "put the work in analysis/findings and call it here"
LOADING = ("cohort", "load")

Refusal = tuple[ast.AST, str]  # where in the code, and what is wrong


class Code:
    """The cells of one chapter, in their order."""

    def __init__(self, declared: Declared) -> None:
        """Begin with an empty chapter, which may ask the questions that are declared."""
        self._declared = declared
        self._names: dict[str, Name] = {}

    def refusals(self, cell: ast.Module) -> Iterator[Refusal]:
        """What a cell may not do."""
        for statement in cell.body:
            match statement:
                case ast.Import() | ast.ImportFrom():
                    yield from self._imports(statement)
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        yield from self._target(target)
                    yield from self._answer(value)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    yield from self._target(target)
                    yield from self._answer(value)
                case _:
                    yield statement, f"a cell imports questions and names their answers, nothing else; {ELSEWHERE}"

    def _imports(self, statement: ast.Import | ast.ImportFrom) -> Iterator[Refusal]:
        """A cell may import the module that loads data, and modules of findings or functions of theirs."""
        alone = [] if getattr(statement, "level", 0) else [statement]
        known = imported(alone, self._declared.package)
        allowed = {name: what for name, what in known.items() if self._is_declared(what)}
        allowed |= {name: what for name, what in imported(alone, PACKAGE).items() if what == (LOADING[0], "")}
        self._names |= allowed
        for alias in statement.names:
            if (alias.asname or alias.name) not in allowed:
                yield (
                    statement,
                    (
                        f"{alias.name} may not be imported here, only cohort from {PACKAGE} and questions from "
                        f"{self._declared.package}; {ELSEWHERE}"
                    ),
                )

    def _is_declared(self, name: Name) -> bool:
        """Whether this is a module of findings or a public function that stands in one."""
        module, function = name
        declared = self._declared.modules.get(module)
        return declared is not None and (not function or (function in declared.functions and function[0] != "_"))

    def _target(self, target: ast.expr) -> Iterator[Refusal]:
        """An answer gets a new name, and changes nothing that is there."""
        if isinstance(target, ast.Tuple | ast.List):
            for one in target.elts:
                yield from self._target(one)
        elif not isinstance(target, ast.Name):
            yield target, f"{ast.unparse(target)} is no name for an answer, and a cell changes nothing; {ELSEWHERE}"
        elif target.id in self._names:
            yield target, f"{target.id} is imported, and a cell changes nothing; name the answer otherwise"

    def _answer(self, value: ast.expr) -> Iterator[Refusal]:
        """What is named is the answer of a question, or several of them."""
        if isinstance(value, ast.Tuple):
            for one in value.elts:
                yield from self._answer(one)
        elif not isinstance(value, ast.Call):
            yield value, f"{ast.unparse(value)} is no question; a cell asks the questions of analysis/; {ELSEWHERE}"
        else:
            yield from self._question(value)

    def _question(self, call: ast.Call) -> Iterator[Refusal]:
        asked = meant(call.func, self._names)
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        if asked == LOADING:
            if len(given) != 1 or not (isinstance(given[0], ast.Constant) and isinstance(given[0].value, str)):
                yield call, 'cohort.load takes the name of a dataset: cohort.load("response")'
        elif asked is None or not asked[1] or not self._is_declared(asked):
            yield call, f"{ast.unparse(call.func)} is no question of analysis/findings; {ELSEWHERE}"
        else:
            for one in given:
                yield from self._given(one)

    def _given(self, value: ast.expr) -> Iterator[Refusal]:
        """A question is asked of data and of other answers; numbers and words that it needs stand in its code."""
        match value:
            case ast.Name():
                return
            case ast.Call():
                yield from self._question(value)
            case ast.Tuple(elts=inside) | ast.List(elts=inside):
                for inner in inside:
                    yield from self._given(inner)
            case ast.Dict(keys=keys, values=values):
                for key in keys:
                    if not (isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier()):
                        yield key or value, f"a question names what it is given by single words; {ELSEWHERE}"
                for inner in values:
                    yield from self._given(inner)
            case _:
                message = f"{ast.unparse(value)} may not be given to a question, only data and other answers; "
                yield value, message + ELSEWHERE
