"""The one table of what is wrong in the vendors' documents, each with its reason and its source.

Whatever a request or an answer does outside its document, and no line of this table explains, fails
the tests; so does a line that explains nothing any more.
"""

import re
from collections.abc import Iterable
from typing import Final

import attrs

from tests.specs.findings import Finding, Rule, Side
from tests.specs.payloads import RecordedPayloads

__all__ = ["KNOWN_FAULTS", "KnownFault", "explanation"]

CLOUD: Final = "bitbucket-cloud"
DATA_CENTER: Final = "bitbucket-datacenter"

_CLOUD_PAGES: Final = "https://developer.atlassian.com/cloud/bitbucket/rest"
_SERVER_PAGES: Final = "https://developer.atlassian.com/server/bitbucket/rest"
_REGISTER: Final = (
    "https://github.com/vriesdemichael/bitbucket-data-center-cli: its register of faults of this "
    "document, tested on servers 9.2 to 10.4"
)
_TOKEN: Final = (
    "https://github.com/eclipse-che/che-server/blob/main/wsmaster/"
    "che-core-api-factory-bitbucket-server/src/test/resources/__files/bitbucket/rest/"
    "access-tokens/1.0/users/ksmster/newtoken.json"
)


def _rules(rules: Iterable[str]) -> frozenset[Rule]:
    return frozenset(rules)


@attrs.frozen(kw_only=True)
class KnownFault:
    """Something that a document leaves out or gets wrong."""

    product: str
    side: Side
    rules: frozenset[Rule] = attrs.field(converter=_rules)
    #: Pattern for the whole place in the request or answer.
    at: str
    #: Pattern for the whole operation, as `POST .*/hooks`.
    operation: str = ".*"
    reason: str
    #: Who says what is right.
    source: str
    #: Whether a recording of the real product has to show it, each time.
    recorded: bool = False

    def explains(self, finding: Finding, recorded: RecordedPayloads) -> bool:
        """Tell whether a finding is this fault, and none of the plugin's or emulator's."""
        return (
            self.product == finding.product
            and self.side == finding.side
            and finding.rule in self.rules
            and re.fullmatch(self.at, finding.at) is not None
            and re.fullmatch(self.operation, finding.operation) is not None
            and (not self.recorded or recorded.show(finding))
        )


def explanation(
    finding: Finding, recorded: RecordedPayloads, faults: Iterable[KnownFault] | None = None
) -> KnownFault | None:
    """Return the known fault behind a finding; None where the finding is ours."""
    for fault in KNOWN_FAULTS if faults is None else faults:
        if fault.explains(finding, recorded):
            return fault
    return None


KNOWN_FAULTS: Final = (
    # Bitbucket Cloud: requests.
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["required"],
        at=r"body(\..+)?\.type",
        reason="`object` requires `type` of whatever is sent, and no example of the same document "
        "sends it",
        source=f"{_CLOUD_PAGES}/api-group-pullrequests/#api-repositories-workspace-repo-slug-pullrequests-post",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["undeclared"],
        at=r"query\.(page|pagelen)",
        operation="GET .*",
        reason="every list is paged, which is said once for all of them",
        source=f"{_CLOUD_PAGES}/intro/#pagination",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["undeclared"],
        at=r"query\.(q|sort)",
        operation=r"GET .*/pullrequests",
        reason="lists are filtered and sorted by words that are said once for all of them",
        source=f"{_CLOUD_PAGES}/intro/#filtering",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["undeclared"],
        at=r"query\.fields",
        reason="every answer can be asked for in part, which is said once for all of them",
        source=f"{_CLOUD_PAGES}/intro/#partial-response",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["undeclared"],
        at=r"query\.(include|exclude|path)",
        operation=r"GET .*/\{repo_slug\}/commits",
        reason="named in the operation's text and not among its parameters",
        source=f"{_CLOUD_PAGES}/api-group-commits/#api-repositories-workspace-repo-slug-commits-get",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["undeclared"],
        at=r"query\.from_pullrequest_id",
        operation=r"GET .*/(diff|diffstat)/\{spec\}",
        reason="the address is the one that a pull request redirects to, taken as it is; links of "
        "recorded pull requests hold the same parameter",
        source=f"{_CLOUD_PAGES}/api-group-pullrequests/#api-repositories-workspace-repo-slug-pullrequests-pull-request-id-diff-get",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["operation"],
        at="",
        operation=r"GET /2\.0/repositories/[^/]+/[^/]+/file-conflicts/.+",
        reason="the text of `/pullrequests/{pull_request_id}/conflicts` says that it redirects "
        "there, and the path itself is missing from the document",
        source=f"{_CLOUD_PAGES}/api-group-commits/#api-repositories-workspace-repo-slug-file-conflicts-spec-get",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["body"],
        at="body",
        operation=r"POST .*/refs/branches|PUT .*/deploy-keys/\{key_id\}",
        reason="the operation's text shows a body that its description leaves out",
        source=f"{_CLOUD_PAGES}/api-group-refs/#api-repositories-workspace-repo-slug-refs-branches-post",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["body"],
        at="body",
        operation=r"POST .*/src",
        reason="the text describes a form, of which the parameters are listed as a query; sent as a "
        "query they are ignored",
        source="https://github.com/MunifTanjim/node-bitbucket/issues/8",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["body"],
        at="body",
        operation=r"POST .*/decline",
        reason="the reason for declining is taken as `message`",
        source="https://github.com/avivsinai/bitbucket-cli",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["pattern"],
        at=r"body\.target\.hash",
        operation=r"POST .*/refs/tags",
        reason="`hash` takes a branch's name too: the example for branches in the same document "
        "sends `default`, which the pattern refuses",
        source=f"{_CLOUD_PAGES}/api-group-refs/#api-repositories-workspace-repo-slug-refs-branches-post",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["undeclared"],
        at=r"body\.skip_cert_verification",
        operation=r"(POST|PUT) .*/hooks(/\{uid\})?",
        reason="accepted and answered, and never described; recorded answers hold it",
        source="https://github.com/DrFaust92/terraform-provider-bitbucket (resource bitbucket_hook)",
    ),
    KnownFault(
        product=CLOUD,
        side="request",
        rules=["undeclared"],
        at=r"body\.workspace",
        operation=r"POST .*/forks",
        reason="the operation's text names where the fork goes, the schema of a repository does not",
        source=f"{_CLOUD_PAGES}/api-group-repositories/#api-repositories-workspace-repo-slug-forks-post",
    ),
    # Bitbucket Cloud: answers.
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["undeclared", "null"],
        at=".*",
        recorded=True,
        reason="schemas name a part of what is answered, and never say what may be null",
        source="recorded answers of the product hold the same key in the same place",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["null"],
        at=r"(values\[\]\.)?mainbranch",
        reason="an empty repository has no main branch",
        source="https://github.com/renovatebot/renovate (lib/modules/platform/bitbucket)",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["null"],
        at=r"(values\[\]\.)?source\.repository",
        reason="the fork that a pull request came from can be deleted",
        source="https://github.com/jenkinsci/bitbucket-branch-source-plugin",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["null"],
        at=r"values\[\]\.(old|new)",
        operation=r"GET .*/diffstat/\{spec\}",
        reason="a file that was added has no old side, and one that was removed no new one",
        source=f"{_CLOUD_PAGES}/api-group-commits/#api-repositories-workspace-repo-slug-diffstat-spec-get",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["undeclared"],
        at=r"(values\[\]\.)?inline\.outdated",
        reason="says that the line is gone; Atlassian's own front end reads it",
        source="https://www.npmjs.com/package/@atlaskit/conversation",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["required"],
        at=r"(values\[\]\.)?(parent|comment)\.type",
        reason="a comment named by its number comes without `type`: recorded for `parent`",
        source="https://github.com/jfrog/froggit-go/blob/master/vcsclient/testdata/bitbucketcloud/pull_request_comments_list_response.json",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["format"],
        at=r"(values\[\]\.)?links\.clone\[\]\.href",
        reason="the address for SSH is in the form of scp, which is no URI",
        source="https://support.atlassian.com/bitbucket-cloud/docs/clone-a-git-repository/",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["body"],
        at="200",
        operation=r"GET .*/((diff|patch)/\{spec\}|activity|commits|statuses|task-status/\{task_id\})",
        reason="the text or an example shows what is answered, the description leaves it out",
        source=f"{_CLOUD_PAGES}/api-group-pullrequests/#api-repositories-workspace-repo-slug-pullrequests-pull-request-id-activity-get",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["body"],
        at="201",
        operation=r"(POST|PUT) .*/commit/\{commit\}/comments(/\{comment_id\})?",
        reason="the text says that the comment is answered, the description leaves its shape out",
        source=f"{_CLOUD_PAGES}/api-group-commits/#api-repositories-workspace-repo-slug-commit-commit-comments-post",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["body"],
        at="202",
        operation=r"POST .*/merge",
        reason="a merge that goes on answers with its task",
        source="https://github.com/avivsinai/bitbucket-cli",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["media"],
        at="200",
        operation=r"GET .*/src/\{commit\}/\{path\}",
        reason="the text says that a file's content comes as it is, with a type of its own",
        source=f"{_CLOUD_PAGES}/api-group-source/#api-repositories-workspace-repo-slug-src-commit-path-get",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["status"],
        at="40[0134]",
        reason="what any operation refuses with is said once for all of them",
        source=f"{_CLOUD_PAGES}/intro/#standardized-error-responses",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["status"],
        at="409",
        operation=r"POST .*/src",
        reason="the text says so: `parents` that are not the tip of the branch are a conflict",
        source=f"{_CLOUD_PAGES}/api-group-source/#api-repositories-workspace-repo-slug-src-post",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["undeclared"],
        at=r"error\.error\.fields",
        reason="the standard shape of errors has `fields`, the schema `error` has not",
        source=f"{_CLOUD_PAGES}/intro/#standardized-error-responses",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["null"],
        at=r"(values\[\]\.)?(date|message|tagger)",
        operation=r"GET .*/refs/tags(/\{name\})?",
        reason="a lightweight tag, pushed by git, has no tagger, date or message of its own: they "
        "were recorded as null in the message of a push",
        source="https://github.com/drone/go-scm/blob/master/scm/driver/bitbucket/testdata/webhooks/"
        "push_tag_create.json",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["enum", "type"],
        at=r"(values\[\]\.)?attributes",
        operation=r"GET .*/(filehistory|src)/\{commit\}/\{path\}",
        reason="a file has any number of attributes: recorded as a list",
        source="https://github.com/dependabot/dependabot-core/blob/main/common/spec/fixtures/bitbucket/business_files.json",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["status"],
        at="200",
        operation="GET /user/emails",
        reason="only the failure of this operation is described",
        source=f"{_CLOUD_PAGES}/api-group-users/#api-user-emails-get",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["status"],
        at="302",
        operation=r"GET .*/src",
        reason="the text says that it redirects to the root of the main branch",
        source=f"{_CLOUD_PAGES}/api-group-source/#api-repositories-workspace-repo-slug-src-get",
    ),
    KnownFault(
        product=CLOUD,
        side="answer",
        rules=["status"],
        at="410",
        operation=r"GET /(workspaces|repositories|snippets|user/permissions/(workspaces|repositories))",
        reason="lists across workspaces ended in April 2026, and are gone",
        source="https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770",
    ),
    # Bitbucket Data Center: requests.
    KnownFault(
        product=DATA_CENTER,
        side="request",
        rules=["deprecated"],
        at="",
        operation=r"GET /build-status/latest/commits/\{commitId\}",
        reason="its successor, the repository's builds of a commit, demands the key of one build: "
        "nothing else lists them",
        source=f"{_SERVER_PAGES}/v905/api-group-builds-and-deployments/",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="request",
        rules=["media"],
        at="body",
        operation=r"POST /branch-permissions/.*/restrictions",
        reason="one restriction is sent as JSON; the document has only the form for several at once",
        source="https://docs.atlassian.com/bitbucket-server/rest/7.21.0/bitbucket-ref-restriction-rest.html",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="request",
        rules=["readOnly"],
        at=r"body\.(name|description|public|archived|anchor|parent)",
        operation=r"(POST|PUT) /api/.*",
        reason="fields that are written are marked `readOnly`",
        source=_REGISTER,
    ),
    KnownFault(
        product=DATA_CENTER,
        side="request",
        rules=["readOnly"],
        at=r"body\.reviewers\[\]\.id",
        operation=r"(POST|PUT) /default-reviewers/.*",
        reason="default reviewers are named by their numbers",
        source="https://github.com/gavinbunney/terraform-provider-bitbucketserver",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="request",
        rules=["type"],
        at=r"body\.anchor\.path",
        operation=r"POST .*/comments",
        reason="a path is text on the wire, and an object only in lists of changes",
        source=_REGISTER,
    ),
    KnownFault(
        product=DATA_CENTER,
        side="request",
        rules=["type"],
        at=r"body\.autoSubject",
        operation=r"POST .*/merge",
        reason="a truth value that is typed as text; Atlassian's own client sends `true`",
        source="https://github.com/atlassian/atlascode",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="request",
        rules=["undeclared"],
        at=r"query\.(start|limit)",
        operation=r"GET .*/(browse|browse/\{path\}|webhooks|users|groups|changes|forks|conditions|"
        r"commits/\{commitId\}|ssh|restrictions|blocker-comments|repos|tags)",
        reason="every list is paged, which is said once for all of them",
        source=f"{_SERVER_PAGES}/v905/intro/#paged-apis",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="request",
        rules=["undeclared"],
        at=r"query\.archived",
        operation=r"GET .*/projects/\{projectKey\}/repos",
        reason="described of all repositories together, where archived ones are left out unless "
        "asked for; unknown parameters are ignored, so it costs nothing where it is not known",
        source=f"{_SERVER_PAGES}/v905/api-group-repository/#api-api-latest-repos-get",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="request",
        rules=["undeclared"],
        at=r"query\.(permission|username|role)\.1(\..+)?",
        operation=r"GET .*/(users|pull-requests)",
        reason="numbered parameters stand in the operation's text",
        source=f"{_SERVER_PAGES}/v905/api-group-pull-requests/",
    ),
    # Bitbucket Data Center: answers.
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared", "null"],
        at=".*",
        recorded=True,
        reason="schemas name a part of what is answered, and never say what may be null",
        source="recorded answers of the product hold the same key in the same place",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["writeOnly"],
        at=r"(.+\.)?links",
        reason="the links of everything are answered, and marked `writeOnly`",
        source="recorded answers of the product hold them",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["type"],
        at=r"(values\[\]\.)?createdDate",
        operation=r".* /access-tokens/.*",
        reason="times are epoch milliseconds, which the document types as `date-time`: recorded",
        source=_TOKEN,
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared"],
        at=r"(values\[\]\.)?permissions",
        operation=r".* /access-tokens/.*",
        reason="what a token may do is described where it is asked for, and answered too: recorded",
        source=_TOKEN,
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["type"],
        at=r"(.+\.)?anchor\.path",
        reason="a path is text on the wire, and an object only in lists of changes",
        source=_REGISTER,
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared"],
        at=r"(.+\.)?anchor\.orphaned",
        reason="tells whether the line is gone; recorded where an activity calls the anchor "
        "`commentAnchor`",
        source="https://github.com/danger/danger-js",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared"],
        at="canMerge",
        operation=r"GET .*/merge",
        reason="the answer to the question is missing from the document",
        source="https://github.com/jenkinsci/bitbucket-branch-source-plugin",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared"],
        at=r"(.*\.)?(matcher|sourceRefMatcher|targetRefMatcher)\.active",
        reason="every matcher says whether it is in use",
        source="https://docs.atlassian.com/bitbucket-server/rest/7.21.0/bitbucket-ref-restriction-rest.html",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["null"],
        at=r"error\.errors\[\]\.(context|exceptionName)",
        reason="an error that is of no field, or of no exception of its own, says null",
        source=f"{_SERVER_PAGES}/v905/intro/#errors-and-validation",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared"],
        at=r"error\.errors\[\]\.(conflicted|vetoes)",
        operation=r"POST .*/merge",
        reason="a refused merge says why",
        source="https://github.com/sourcegraph/sourcegraph (recorded exchanges of Bitbucket Server)",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared"],
        at=r"error\.errors\[\]\.(currentVersion|expectedVersion|pullRequest)",
        operation=r"(POST|PUT|DELETE) .*/pull-requests/.*",
        reason="a stale version is answered with the present state",
        source="https://github.com/sourcegraph/sourcegraph (recorded exchanges of Bitbucket Server)",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared"],
        at=r"error\.errors\[\]\.(existingPullRequest|reviewerErrors|validReviewers)",
        operation=r"(POST|PUT) .*/pull-requests(/.*)?",
        reason="says what is in the way: the pull request there is, the reviewers there are not",
        source="https://github.com/renovatebot/renovate (lib/modules/platform/bitbucket-server)",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["status"],
        at="40[0149]",
        reason="what any operation refuses with is said once for all of them",
        source=f"{_SERVER_PAGES}/v905/intro/#errors-and-validation",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["status"],
        at="201",
        operation=r"POST .*/webhooks",
        reason="servers answer 201 to what is created, and the document says 200",
        source="https://github.com/b1ff/atlassian-dc-mcp/issues/55",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["body"],
        at="204",
        operation=r"DELETE .*/repos/\{repositorySlug\}",
        reason="204 has no body by definition (RFC 9110, section 15.3.5)",
        source="https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["media"],
        at="200",
        operation=r"GET .*/raw/\{path\}",
        reason="the text says that a file's content comes as it is",
        source=f"{_SERVER_PAGES}/v905/api-group-repository/",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared", "required"],
        at=r"error\.(errors|status-code|sub-code)",
        reason="an address that the server does not have, as one with a word for a number, is "
        "refused by its framework in another shape",
        source=_REGISTER,
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["media"],
        at="404",
        operation=r"DELETE /default-reviewers/.*/condition/\{id\}",
        reason="described as an empty answer, in words, and as JSON",
        source=f"{_SERVER_PAGES}/v905/api-group-pull-requests/",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["status"],
        at="500",
        operation=r"POST .*/webhooks/test",
        reason="servers fail where the address to call is not sent along",
        source=_REGISTER,
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["type"],
        at="required(Approvers|SuccessfulBuilds)",
        operation=r"(GET|POST) .*/settings/pull-requests",
        reason="an object in the document, a number on servers and in a recording",
        source="https://github.com/cdancy/bitbucket-rest (pull-request-settings.json)",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared"],
        at=r"files\..+",
        operation=r"GET .*/last-modified(/\{path\})?",
        reason="keys are names of files; the document lists those of its example",
        source=f"{_SERVER_PAGES}/v905/api-group-repository/",
    ),
    KnownFault(
        product=DATA_CENTER,
        side="answer",
        rules=["undeclared"],
        at=r"com\.atlassian\.bitbucket\.server\.[a-z-]+\.required\w+Merge(Hook|Check)",
        operation=r"GET .*/settings/pull-requests",
        reason="the operation's text names these keys, which its schema leaves out",
        source=f"{_SERVER_PAGES}/v905/api-group-repository/",
    ),
)
