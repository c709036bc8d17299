"""A pull request from its opening to its end, with everybody's part in it."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from githost.client.sync import Host
from githost.model import Anchor, Comment, PullRequest, RepoRef, Side, StatusState, UserRef
from tests.migration import words
from tests.migration.histories import Topic, commit_onto
from tests.migration.people import PEOPLE
from tests.migration.shapes import Outcome, Shape

__all__ = ["Conversation", "pulled"]

_WRITERS: Final = tuple(one.login for one in PEOPLE if one.login not in {"admin", "erin"})
_STATES: Final = (
    StatusState.SUCCESS,
    StatusState.FAILURE,
    StatusState.RUNNING,
    StatusState.CANCELLED,
    StatusState.SUCCESS,
)


class Conversation:
    """One pull request."""

    def __init__(
        self,
        crew: Callable[[str], Host],
        ref: RepoRef,
        topic: Topic,
        shape: Shape,
        chance: random.Random,
        number: int,
    ) -> None:
        self._crew = crew
        self._ref = ref
        self._topic = topic
        self._shape = shape
        self._chance = chance
        self._order = number
        #: Who opens it; whoever has the fork, where it comes from one.
        self.author = "erin" if shape.fork else chance.choice(_WRITERS)
        #: How often what was made.
        self.counts: Counter[str] = Counter()
        self._others = [login for login in _WRITERS if login != self.author]
        self._written: list[Comment] = []
        self._answered: set[str] = set()
        self._writers: dict[str, str] = {}

    def open(self, fork: RepoRef | None) -> None:
        """Open it, from `fork` where it comes from one."""
        asked = self._chance.sample(self._others, self._chance.randrange(5))
        self._pull: PullRequest = self._crew(self.author).pull_requests.create(
            self._ref,
            title=words.title(self._chance, self._order),
            description=words.description(self._chance, self._order),
            source=self._topic.branch,
            target=self._topic.target,
            source_repo=fork,
            reviewers=[UserRef(login) for login in asked],
            draft=self._shape.draft,
        )
        self.counts["pull requests"] += 1
        self._judge(asked)
        if self._order % 2 == 0 and fork is None:
            self._build()

    def _judge(self, asked: list[str]) -> None:
        """Let the reviewers say what they think, and now and then somebody who was not asked."""
        volunteers = [login for login in self._others if login not in asked][: self._order % 2]
        for place, login in enumerate((*asked, *volunteers)):
            reviews = self._crew(login).reviews
            verdict = (self._order + place) % 3
            if verdict == 0 or login in volunteers:
                reviews.approve(self._ref, self._pull.number)
            elif verdict == 1:
                reviews.request_changes(self._ref, self._pull.number)
            self.counts["reviews"] += 1

    def _build(self) -> None:
        commit = self._pull.source.commit
        assert commit is not None
        for key in range(1 + self._order % 3):
            self._crew("alice").statuses.set(
                self._ref,
                commit,
                key=f"build-{key}",
                state=_STATES[(self._order + key) % len(_STATES)],
                url=f"https://ci.example.com/{self._ref}/{self._order}/{key}",
                name=f"Build {key} ü",
                description=words.status_text(self._chance),
            )
            self.counts["statuses"] += 1

    def write(self, *, comments: int, tasks: int) -> None:
        """Let people talk: `comments` of them stay."""
        for place in range(comments):
            self._remark(place)
        for comment in self._written:
            self._afterwards(comment)
        for place in range(tasks):
            self._ask(place)
        if self._order % 4 == 1:
            self._regret()

    def _say(self, login: str, body: str, **more: object) -> Comment:
        return self._crew(login).comments.create(
            self._ref,
            self._pull.number,
            body,
            **more,  # type: ignore[arg-type]  # anchor or reply_to
        )

    def _remark(self, place: int) -> None:
        login = self._chance.choice((*self._others, self.author))
        body = words.remark(self._chance)
        draw = self._chance.random()
        if self._written and draw < 0.45:
            answered = self._chance.choice(self._written)
            made = self._say(login, body, reply_to=answered.id)
            self._answered.add(answered.id)
            self.counts["answers"] += 1
        elif draw < 0.75:
            made = self._say(login, body, anchor=self._anchor(place))
            self.counts["anchored"] += 1
        else:
            made = self._say(login, body)
        self._writers[made.id] = login
        self._written.append(made)
        self.counts["comments"] += 1

    def _anchor(self, place: int) -> Anchor:
        """Name a line that came, went or stayed, or a whole file."""
        change = self._chance.choice(self._topic.changes)
        wanted = place % 5
        if wanted == 0 and change.removed:
            return Anchor(path=change.path, line=change.removed[-1], side=Side.OLD)
        if wanted == 1 and change.context:
            return Anchor(path=change.path, line=self._chance.choice(change.context)[1])
        if wanted == 2 and change.context and change.old_path == change.path:
            line = self._chance.choice(change.context)[0]
            return Anchor(path=change.path, line=line, side=Side.OLD)
        if wanted == 3 or not change.added:
            return Anchor(path=change.path)
        return Anchor(path=change.path, line=self._chance.choice(change.added))

    def _afterwards(self, comment: Comment) -> None:
        """Edit some, settle some threads."""
        draw = self._chance.random()
        writer = self._crew(self._writers[comment.id])
        if draw < 0.06:
            body = f"{comment.body}\n\nEdit: no, the other way round."
            writer.comments.update(self._ref, self._pull.number, comment.id, body)
            self.counts["edited"] += 1
        elif draw < 0.2 and comment.parent is None:
            writer.comments.resolve(self._ref, self._pull.number, comment.id)
            self.counts["resolved"] += 1

    def _ask(self, place: int) -> None:
        login = self._chance.choice(self._others)
        on = self._chance.choice((None, *(one.id for one in self._written[:3])))
        tasks = self._crew(login).tasks
        text = words.task(self._chance, place)
        made = tasks.create(self._ref, self._pull.number, text, comment=on)
        self.counts["tasks"] += 1
        if self._chance.random() < 0.5:
            tasks.resolve(self._ref, self._pull.number, made.id)
            self.counts["tasks done"] += 1

    def _regret(self) -> None:
        """Write something and take it back: only what nobody answered can go."""
        login = self._others[0]
        body = "Sorry, this was for another one."
        more = {"reply_to": self._written[-1].id} if self._written else {}
        made = self._say(login, body, **more)
        self._crew(login).comments.delete(self._ref, self._pull.number, made.id)
        self.counts["deleted"] += 1

    def end(self, *, given_up: bool) -> None:
        """Merge it, decline it, or leave it open, unless everything is `given_up`."""
        outcome = Outcome.DECLINED if given_up and not self._shape.outcome else self._shape.outcome
        if outcome is Outcome.MERGED:
            self._crew("carol").pull_requests.merge(
                self._ref,
                self._pull.number,
                strategy=self._shape.strategy,
                delete_source=self._shape.deletes,
            )
        elif outcome is Outcome.DECLINED:
            author = self._crew(self.author)
            author.pull_requests.close(self._ref, self._pull.number)
            if self._shape.deletes:
                author.branches.delete(self._ref, self._topic.branch)
        self.counts[f"pull requests {outcome.value if outcome else 'open'}"] += 1


def pulled(bare: Path, topic: Topic) -> None:
    """Add a commit to a topic's branch, which moves the lines that people have commented on."""
    commit_onto(bare, topic.branch, path=topic.changes[0].path, seed=topic.branch)
