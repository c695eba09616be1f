"""Replies as accessible HTML for the demo page; everything from data is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from markupsafe import Markup

from bot.text import EMPTY_CELL, NOTHING, clean, even, file_name, label, one_line, source_of, sourced
from commands.reply import (
    Attachment,
    Block,
    Button,
    Buttons,
    Chart,
    Field,
    Fields,
    File,
    Form,
    Heading,
    Note,
    Option,
    Reply,
    Table,
    Text,
)

Address = Callable[[Attachment], str]
BREAK, LINE, NONE = Markup("<br>"), Markup("\n"), Markup("")
TITLE = Markup('<h3 dir="auto">{}</h3>')
CAPTION = Markup('<caption dir="auto">{}</caption>')
STRONG, SPAN = Markup('<strong dir="auto">{}</strong>'), Markup('<span dir="auto">{}</span>')


def fragment(reply: Reply, address: Address, name: str = "reply") -> Markup:
    """A reply as HTML. ``address`` is where a chart or file is; ``name`` starts every id, so use it once."""
    blocks = [_block(block, address, f"{name}-{index}") for index, block in enumerate(reply.blocks)]
    return _joined(blocks) or _paragraph(NOTHING)


def _joined(parts: Iterable[Markup], between: Markup = LINE) -> Markup:
    return between.join(part for part in parts if part)


def _block(block: Block, address: Address, name: str) -> Markup:
    match block:
        case Heading():
            return _inside(TITLE, one_line(block.text))
        case Text():
            return _sourced(block)
        case Note():
            return _paragraph(clean(block.text), "note")
        case Fields():
            return _fields(block)
        case Table():
            return _table(even(block))
        case Chart():
            return _figure(block, address)
        case File():
            return _file(block, address)
        case Buttons():
            return _buttons(block)
        case Form():
            return _form(block, name)
        case _:
            assert_never(block)


def _inside(template: Markup, text: str) -> Markup:
    return template.format(text) if text else NONE


def _lines(text: str) -> Markup:
    return BREAK.join(text.split("\n"))


def _paragraph(text: str, kind: str = "") -> Markup:
    named = Markup(' class="{}"').format(kind) if kind else NONE
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    return _joined(
        Markup('<p{} dir="auto">{}</p>').format(named, _lines(part.strip())) for part in paragraphs
    )


def _sourced(text: Text) -> Markup:
    """A paragraph whose source, where it has an address, is a link at its end."""
    source, link = source_of(text)
    if not link:
        return _paragraph(sourced(text))
    end = Markup('(<a href="{}" rel="noopener noreferrer" dir="auto">{}</a>)').format(link, source)
    *before, last = [part.strip() for part in clean(text.text).split("\n\n") if part.strip()] or [""]
    return _joined(
        (_paragraph("\n\n".join(before)), Markup('<p dir="auto">{} {}</p>').format(_lines(last), end))
    )


def _fields(fields: Fields) -> Markup:
    pairs = _joined(
        Markup('<div><dt dir="auto">{}</dt><dd dir="auto">{}</dd></div>').format(
            one_line(name) or EMPTY_CELL, _lines(clean(value) or EMPTY_CELL)
        )
        for name, value in fields.rows
    )
    return Markup("<dl>\n{}\n</dl>").format(pairs) if pairs else NONE


def _table(table: Table) -> Markup:
    caption = _inside(CAPTION, table.caption)
    head = _row(map(_column, table.header)) if any(table.header) else NONE
    body = _joined(_row((_row_name(row[0]), *map(_cell, row[1:]))) for row in table.rows)
    if not head and not body:
        return _paragraph(table.caption)
    return Markup("<table>\n{}\n<thead>{}</thead>\n<tbody>\n{}\n</tbody>\n</table>").format(
        caption, head, body
    )


def _row(cells: Iterable[Markup]) -> Markup:
    return Markup("<tr>{}</tr>").format(_joined(cells, NONE))


def _column(text: str) -> Markup:
    return Markup('<th scope="col" dir="auto">{}</th>').format(text) if text else Markup("<td></td>")


def _row_name(text: str) -> Markup:
    return Markup('<th scope="row" dir="auto">{}</th>').format(text)


def _cell(text: str) -> Markup:
    return Markup('<td dir="auto">{}</td>').format(text)


def _figure(chart: Chart, address: Address) -> Markup:
    title, summary = one_line(chart.title), clean(chart.summary)
    caption = _joined((_inside(STRONG, title), _inside(SPAN, summary)), BREAK)
    return Markup('<figure>\n<img src="{}" alt="{}">\n<figcaption>{}</figcaption>\n</figure>').format(
        address(chart), one_line(summary), caption
    )


def _file(file: File, address: Address) -> Markup:
    name = file_name(file)
    link = Markup('<a href="{}" download="{}" dir="auto">{}</a>').format(address(file), name, name)
    words = _joined((link, _inside(SPAN, one_line(file.summary))), BREAK)
    return Markup('<p class="file">{}</p>').format(words)


def _buttons(block: Buttons) -> Markup:
    drawn = _joined(map(_button, block.buttons))
    return Markup('<div class="buttons">\n{}\n</div>').format(drawn) if drawn else NONE


def _button(button: Button) -> Markup:
    return Markup('<button type="button" class="{}" data-line="{}" dir="auto">{}</button>').format(
        button.style, clean(button.line), label(button)
    )


def _form(form: Form, name: str) -> Markup:
    fields = _joined(_field(field, f"{name}-{index}") for index, field in enumerate(form.fields))
    return Markup(
        '<form data-command="{}" aria-labelledby="{name}-title">\n<h3 id="{name}-title" dir="auto">{}</h3>\n'
        '{}\n<button type="submit" class="primary">{}</button>\n</form>'
    ).format(
        clean(form.command),
        one_line(form.title) or "Form",
        fields,
        one_line(form.submit) or "Send",
        name=name,
    )


def _field(field: Field, name: str) -> Markup:
    match field.shape:
        case "choice" | "several":
            return _choice(field, name)
        case "long":
            return _labelled(
                field,
                name,
                Markup('<textarea{} rows="6">\n{}</textarea>').format(
                    _attributes(field, name), clean(field.value)
                ),
            )
        case "line":
            return _labelled(
                field,
                name,
                Markup('<input type="text"{} value="{}">').format(
                    _attributes(field, name), one_line(field.value)
                ),
            )
        case _:
            assert_never(field.shape)


def _attributes(field: Field, name: str) -> Markup:
    required = NONE if field.optional else Markup(" required")
    return Markup(' id="{}" name="{}" dir="auto"{}{}').format(
        name, field.name, _described(field, name), required
    )


def _described(field: Field, name: str) -> Markup:
    return Markup(' aria-describedby="{}-hint"').format(name) if clean(field.hint) else NONE


def _hint(field: Field, name: str) -> Markup:
    hint = _lines(clean(field.hint))
    return Markup('<p class="hint" id="{}-hint" dir="auto">{}</p>').format(name, hint) if hint else NONE


def _asked(field: Field) -> str:
    return (one_line(field.label) or field.name) + (" (optional)" if field.optional else "")


def _labelled(field: Field, name: str, element: Markup) -> Markup:
    asked = Markup('<label for="{}" dir="auto">{}</label>').format(name, _asked(field))
    return _joined((Markup('<div class="field">'), asked, _hint(field, name), element, Markup("</div>")))


def _choice(field: Field, name: str) -> Markup:
    legend = Markup('<fieldset{}>\n<legend dir="auto">{}</legend>').format(
        _described(field, name), _asked(field)
    )
    options = [_option(field, option, f"{name}-{index}") for index, option in enumerate(field.options)]
    return _joined((legend, _hint(field, name), *options, Markup("</fieldset>")))


def _option(field: Field, option: Option, name: str) -> Markup:
    chosen = Markup(" checked") if option.value == field.value else NONE
    several = field.shape == "several"
    required = NONE if field.optional or several else Markup(" required")
    return Markup(
        '<div class="option"><input type="{kind}" id="{name}" name="{}" value="{}"{}{}>'
        '<label for="{name}" dir="auto">{}</label></div>'
    ).format(
        field.name,
        option.value,
        chosen,
        required,
        one_line(option.label) or option.value,
        name=name,
        kind="checkbox" if several else "radio",
    )
