"""The asked page, with small pages behind it and what its answers would ask."""

from collections.abc import Mapping, Set
from dataclasses import replace

from forms.definition.field import Value
from forms.path.attempts import Attempts
from forms.path.follow_ups import with_follow_ups
from forms.path.joining import Joining, joined, may_join
from forms.path.path import AskedPage, Path
from portal.services.filing.drafts import Draft, draft_environment
from portal.services.filing.known.assume_known import Assumed, offered_on, with_known
from portal.services.shared.needs import Basics


def join_asked(installation: Basics, assumed: Assumed) -> Assumed:
    """Single pages for a helper, beside a clerk who looks on, after a draft moved to a new version, and to correct one."""
    draft, path, asked = assumed.draft, assumed.path, assumed.asked
    if asked is None or not _joins(draft) or not _is_left(draft, asked) or not may_join(path, asked):
        return assumed
    assumed, group = _gather(installation, assumed, asked)
    page = joined(group, _known_questions(assumed.draft, assumed.path))
    return replace(assumed, asked=_with_follow_ups(installation, assumed, page))


def _joins(draft: Draft) -> bool:
    plain = not draft.helping and not draft.brought and draft.present is None
    return plain and (bool(draft.bundle) or draft.procedure.joined)


def _is_left(draft: Draft, asked: AskedPage) -> bool:
    return asked.open or asked.page.id not in draft.seen


def _gather(installation: Basics, assumed: Assumed, wanted: AskedPage) -> tuple[Assumed, list[AskedPage]]:
    # Known pages between them are confirmed with them.
    joining, names = Joining(assumed.draft.procedure), [wanted.page.id]
    while True:
        draft, path = assumed.draft, assumed.path
        group = [asked for asked in path.pages if asked.page.id in names]
        behind = path.pages[path.pages.index(group[-1]) + 1 :]
        following = next((asked for asked in behind if _is_left(draft, asked)), None)
        if following is None:
            return assumed, group
        folded = _known_questions(draft, path)
        given = path.answers.keys() & folded
        if not joining.depends(group, following, given) and (after := with_known(installation, draft, path, following)):
            assumed = replace(after, asked=assumed.asked, passed=(*assumed.passed, *after.passed))
        elif following.repeat is not None:
            left = {asked.page.id for asked in path.pages if _is_left(draft, asked)}
            ends = joining.ends_with(group, following, left)
            return assumed, [*group, following] if ends else group
        elif joining.takes(path, group, following, folded):
            names.append(following.page.id)
        else:
            return assumed, group


def _known_questions(draft: Draft, path: Path) -> Set[str]:
    offered = frozenset(name for asked in path.pages for name in offered_on(draft, path, asked))
    return path.known.keys() | path.as_known | offered


def _with_follow_ups(installation: Basics, assumed: Assumed, page: AskedPage) -> AskedPage:
    draft, together = assumed.draft, assumed.path.together
    attempts = Attempts(draft.procedure, draft.answers, draft_environment(installation, draft))

    def attempt(changes: Mapping[str, Value], steps: range) -> Path:
        piece = attempts(changes, steps)
        return together.cut(draft.place, piece) if together is not None else piece

    return with_follow_ups(draft.procedure, assumed.path, page, attempt)
