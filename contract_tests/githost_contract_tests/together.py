"""What every provider promises about many operations at once: threads in sync, tasks in async."""

import githost
from githost.model import PullRequest, PullRequestState
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.history import BRANCHES, MAIN
from githost_contract_tests.requirements import requires
from githost_contract_tests.workshop import Seeded, Workshop, unique
from githost_contract_tests.worlds import Call, World

__all__ = ["TogetherContract"]


class TogetherContract(ProviderContract):
    """Promises about many operations at once on one connection."""

    @requires("branches.get")
    @requires("repos.get")
    def test_each_answer_goes_to_who_asked(
        self, host: githost.Host, world: World, standing: Seeded
    ) -> None:
        """Different questions at once get each its own answer.

        If this fails: keep nothing of a question on the noun's object; pass it along.
        """
        names = sorted(BRANCHES) * 4
        calls = [Call("branches", "get", (standing.ref, name)) for name in names]
        answers = world.together(host, [*calls, Call("repos", "get", (standing.ref,))])
        assert [branch.commit for branch in answers[:-1]] == [standing.commit(n) for n in names]
        assert answers[-1].ref == standing.ref

    @requires("branches.create")
    def test_writes_at_once_are_all_done(
        self, host: githost.Host, world: World, busy: Seeded
    ) -> None:
        """Branches that are made at once are all there.

        If this fails: a host may refuse some for the moment; such answers are to be tried again.
        """
        names = [unique("together") for _ in range(6)]
        world.together(
            host,
            [
                Call("branches", "create", (busy.ref, name), {"start": busy.commit(MAIN)})
                for name in names
            ],
        )
        assert set(names) <= {branch.name for branch in host.branches.list(busy.ref)}

    @requires("repos.create")
    def test_repositories_made_at_once_are_all_there(
        self, host: githost.Host, world: World, workshop: Workshop
    ) -> None:
        """Repositories that are made at once are all there, each with its own id.

        If this fails: decode each from its own answer.
        """
        wanted = [workshop.address("together") for _ in range(4)]
        made = world.together(host, [Call("repos", "create", (ref,)) for ref in wanted])
        assert [repo.ref for repo in made] == wanted
        assert len({repo.id for repo in made}) == len(wanted)

    @requires("pull_requests.merge")
    @requires("pull_requests.get")
    def test_reads_while_a_merge_runs_see_before_or_after(
        self, host: githost.Host, world: World, pull: PullRequest
    ) -> None:
        """Who reads while a pull request is merged sees it open or merged, and nothing between.

        If this fails: decode the host's words for what is under way as OPEN.
        """
        repo, number = pull.ref.repo, pull.number
        reading = [Call("pull_requests", "get", (repo, number)) for _ in range(4)]
        answers = world.together(host, [*reading, Call("pull_requests", "merge", (repo, number))])
        assert {answer.state for answer in answers} <= {
            PullRequestState.OPEN,
            PullRequestState.MERGED,
        }
        assert host.pull_requests.get(repo, number).state is PullRequestState.MERGED
