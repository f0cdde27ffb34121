"""Which records the chapters make and which they quote, read off the source without running any of it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

BASE = "Findings"  # what every group of findings inherits from

Name = tuple[str, str]  # a module of findings, and a function or a group of findings in it


@dataclass(frozen=True)
class Field:
    """A field of a group of findings, and where it is declared; line and column from 1."""

    group: str
    name: str
    file: Path
    line: int
    column: int


@dataclass(frozen=True)
class Maker:
    """A function: how often it reads each name, which names it assigns to, and its calls."""

    reads: Counter[str]
    own: set[str]
    calls: list[ast.Call]


class Module:
    """What a module of findings declares and imports."""

    def __init__(self, file: Path, package: str) -> None:
        """Read the source."""
        self.file = file
        self.tree = ast.parse(file.read_text(encoding="utf-8"))
        self.functions = {node.name: node for node in self.tree.body if isinstance(node, ast.FunctionDef)}
        self.classes = {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}
        self.nodes = list(ast.walk(self.tree))
        self.names = imported(self.nodes, package) | {name: (file.stem, name) for name in self.classes}

    @cached_property
    def makers(self) -> list[Maker]:
        """What each function reads, names and calls."""
        makers = []
        for function in self.functions.values():
            nodes = list(ast.walk(function))
            calls = [node for node in nodes if isinstance(node, ast.Call)]
            makers.append(Maker(Counter(_names(nodes, ast.Load)), set(_names(nodes, ast.Store)), calls))
        return makers


class Declared:
    """The groups of findings that the modules of a package declare."""

    def __init__(self, folder: Path) -> None:
        """Read every module in the folder of the package."""
        self.package = f"{folder.parent.name}.{folder.name}"
        self.modules = {file.stem: Module(file, self.package) for file in sorted(folder.glob("*.py"))}
        self._fields: dict[Name, dict[str, tuple[Field, Name | None]]] = {}

    def answer(self, function: Name) -> Name | None:
        """The group of findings that a function gives."""
        module, name = function
        declared = self.modules[module].functions.get(name) if module in self.modules else None
        return self._group(module, declared.returns) if declared is not None else None

    def fields(self, group: Name) -> dict[str, tuple[Field, Name | None]]:
        """The fields of a group, and the group that each holds, itself or in a list or mapping."""
        if group not in self._fields:
            self._fields[group] = self._declared_fields(group)
        return self._fields[group]

    def _declared_fields(self, group: Name) -> dict[str, tuple[Field, Name | None]]:
        module, name = group
        declared = self.modules[module].classes[name]
        found: dict[str, tuple[Field, Name | None]] = {}
        for base in declared.bases:
            inherited = self._group(module, base)
            found |= self.fields(inherited) if inherited else {}
        for node in declared.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                field = Field(name, node.target.id, self.modules[module].file, node.lineno, node.col_offset + 1)
                found[field.name] = field, self._group(module, node.annotation)
        return found

    def read_within(self) -> set[str]:
        """The names of the attributes that the modules read, for a table, a text or another answer of theirs."""
        found: set[str] = set()
        for module in self.modules.values():
            nodes = [node for node in module.nodes if isinstance(node, ast.Attribute | ast.Call)]
            # What is called, or is another module's, is no field.
            called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
            found |= {
                node.attr
                for node in nodes
                if isinstance(node, ast.Attribute) and id(node) not in called and meant(node, module.names) is None
            }
        return found

    def reused(self, group: Name) -> set[str]:
        """The fields of a group that are filled from what its maker also puts elsewhere, such as into its table."""
        found: set[str] = set()
        for maker in self.modules[group[0]].makers:
            for call in maker.calls:
                if meant(call.func, self.modules[group[0]].names) == group:
                    given = {keyword.arg for keyword in call.keywords}
                    for keyword in call.keywords:
                        fields = {keyword.arg} if keyword.arg else self.fields(group).keys() - given
                        held = _held_in(keyword.value)
                        inside = _names(ast.walk(keyword.value), ast.Load).count(held)
                        if held in maker.own and maker.reads[held] > inside:
                            found |= {field for field in fields if field}
        return found

    def _group(self, module: str, annotation: ast.expr | None) -> Name | None:
        """The first group of findings that an annotation names."""
        for node in ast.walk(annotation) if annotation is not None else ():
            name = meant(node, self.modules[module].names)
            declared = self.modules[name[0]].classes.get(name[1]) if name and name[0] in self.modules else None
            if name and declared is not None and any(self._founds(name[0], base) for base in declared.bases):
                return name
        return None

    def _founds(self, module: str, base: ast.expr) -> bool:
        return (isinstance(base, ast.Name) and base.id == BASE) or self._group(module, base) is not None


def imported(nodes: Iterable[ast.AST], package: str) -> dict[str, Name]:
    """The names that stand for the modules of a package, and for what is in them; a module's second part is empty."""
    found: dict[str, Name] = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if node.module == package:
                    found[alias.asname or alias.name] = alias.name, ""
                elif node.module.startswith(f"{package}."):
                    found[alias.asname or alias.name] = node.module.removeprefix(f"{package}."), alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname and alias.name.startswith(f"{package}."):
                    found[alias.asname] = alias.name.removeprefix(f"{package}."), ""
    return found


def meant(node: ast.AST, names: Mapping[str, Name]) -> Name | None:
    """What of the package is meant by ``name`` or ``module.name``."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
        return names[node.value.id][0], node.attr
    return None


def _names(nodes: Iterable[ast.AST], context: type[ast.expr_context]) -> list[str]:
    return [name.id for name in nodes if isinstance(name, ast.Name) and isinstance(name.ctx, context)]


def _held_in(value: ast.expr) -> str:
    """The variable whose content a field takes, or all of whose content several fields take."""
    if isinstance(value, ast.DictComp):
        return _held_in(value.generators[0].iter)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):  # found.values()
        return _held_in(value.func.value) if value.func.attr in ("items", "values") else ""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("tuple", "list"):
        return _held_in(value.args[0])
    return value.id if isinstance(value, ast.Name) else ""


class Quotes:
    """What the code of one chapter makes of a package of findings, and what the chapter quotes of it.

    Attributes:
        groups: the group of findings that each name of its code stands for.
        names: the names that its code and its expressions read.
        fields: the fields of groups that they read.
    """

    def __init__(self, declared: Declared) -> None:
        """Begin with an empty chapter."""
        self.groups: dict[str, Name] = {}
        self.names: set[str] = set()
        self.fields: set[Field] = set()
        self._declared = declared
        self._imported: dict[str, Name] = {}

    def run(self, cell: ast.Module) -> Iterator[ast.Name]:
        """Take in the code of a cell; gives each name to which it assigns an answer."""
        self._imported |= imported(ast.walk(cell), self._declared.package)
        for node in ast.walk(cell):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                for whole in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    yield from (target for target, value in _pairs(whole, node.value) if self._assign(target, value))
        self.quote(cell)

    def _assign(self, target: ast.Name, value: ast.expr) -> bool:
        function = meant(value.func, self._imported) if isinstance(value, ast.Call) else None
        group = self._declared.answer(function) if function else None
        if group:
            self.groups[target.id] = group
        return function is not None

    def quote(self, expression: ast.AST) -> None:
        """Take in what an expression reads."""
        for node in ast.walk(expression):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                self.names.add(node.id)
            elif isinstance(node, ast.Attribute):
                group = self._type(node.value)
                fields = self._declared.fields(group) if group else {}
                if node.attr in fields:
                    self.fields.add(fields[node.attr][0])

    def _type(self, node: ast.expr) -> Name | None:
        """The group of findings that an expression gives."""
        if isinstance(node, ast.Name):
            return self.groups.get(node.id)
        if isinstance(node, ast.Subscript):
            return self._type(node.value)
        if isinstance(node, ast.Attribute):
            holder = self._type(node.value)
            return self._declared.fields(holder).get(node.attr, (None, None))[1] if holder else None
        return None


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.Name, ast.expr]]:
    """Each name that is assigned to, with what is assigned to it."""
    if isinstance(target, ast.Name):
        yield target, value
    elif isinstance(target, ast.Tuple):
        values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
        for one, its in zip(target.elts, values, strict=False):
            yield from _pairs(one, its)


def unread(declared: Declared, groups: set[Name], read: set[Field]) -> Iterator[Field]:
    """The fields of these groups, and of the groups that they hold, that no chapter and no module reads."""
    within = declared.read_within()
    waiting, done = sorted(groups), set()
    while waiting:
        group = waiting.pop()
        if group in done:
            continue
        done.add(group)
        reused = within | declared.reused(group)
        for field, held in declared.fields(group).values():
            if field not in read and field.name not in reused:
                yield field
            elif held:
                waiting.append(held)
