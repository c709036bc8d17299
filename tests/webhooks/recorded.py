"""What each recorded message says, by file name, in the form of `facts`.

Each line was compared with the values in the message by plain look-up, without any decoder.
"""

#: Messages of Cloud.
CLOUD = {
    "froggit__prclosepayload.json": (
        "PullRequestEvent PR_CLOSED yahavi/hello-world yahavi | #2 closed dev->main 'Dev'"
    ),
    "froggit__prcreatepayload.json": (
        "PullRequestEvent PR_OPENED yahavi/hello-world yahavi | #2 open dev->main 'Dev'"
    ),
    "froggit__prmergepayload.json": (
        "PullRequestEvent PR_MERGED yahavi/hello-world yahavi | #2 merged dev->main 'Dev'"
    ),
    "froggit__prupdatepayload.json": (
        "PullRequestEvent PR_UPDATED yahavi/hello-world yahavi | #2 open dev->main 'Dev'"
    ),
    "froggit__pushpayload.json": (
        "PushEvent PUSH yahavi/hello-world yahavi | "
        "updated branch main a2b4032..fa8c303 1 commits all, forced False"
    ),
    "froggit__tagcreatepayload.json": (
        "PushEvent PUSH avadakedabra/rest-api-test avadakedabra | "
        "created tag tag_intg -..a0649fd 0 commits all, forced False"
    ),
    "froggit__tagdeletepayload.json": (
        "PushEvent PUSH avadakedabra/rest-api-test avadakedabra | "
        "deleted tag tag_intg a0649fd..- 0 commits all, forced False"
    ),
    "go-scm__wh_pipeline_hook_created.json": (
        "StatusEvent STATUS_CREATED automationtestharness/testrepo automationtestharness | "
        "3343801 running bdf6fac"
    ),
    "go-scm__wh_pipeline_hook_update.json": (
        "StatusEvent STATUS_UPDATED automationtestharness/testrepo automationtestharness | "
        "3343801 success bdf6fac"
    ),
    "go-scm__wh_pr_comment_created.json": (
        "CommentEvent PR_COMMENT_CREATED rutvijmehta-harness/spring-cloud-alibaba Rutvij Mehta | "
        "#1 comment 311512047 'test comment'"
    ),
    "go-scm__wh_pr_comment_deleted.json": (
        "CommentEvent PR_COMMENT_DELETED rutvijmehta-harness/spring-cloud-alibaba Rutvij Mehta | "
        "#1 comment 311512047 ''"
    ),
    "go-scm__wh_pr_created.json": (
        "PullRequestEvent PR_OPENED brydzewski/foo brydzewski | "
        "#1 open develop->master 'Awesome new feature'"
    ),
    "go-scm__wh_pr_declined.json": (
        "PullRequestEvent PR_CLOSED brydzewski/foo brydzewski | "
        "#2 closed develop->master 'update README'"
    ),
    "go-scm__wh_pr_fulfilled.json": (
        "PullRequestEvent PR_MERGED brydzewski/foo brydzewski | "
        "#1 merged develop->master 'Awesome new feature'"
    ),
    "go-scm__wh_pr_updated.json": (
        "PullRequestEvent PR_UPDATED brydzewski/foo brydzewski | "
        "#1 open develop->master 'Awesome new feature'"
    ),
    "go-scm__wh_push.json": (
        "PushEvent PUSH brydzewski/foo brydzewski | "
        "updated branch master 40e7580..141977f 1 commits all, forced False"
    ),
    "go-scm__wh_push_branch_create.json": (
        "PushEvent PUSH brydzewski/foo brydzewski | "
        "created branch develop -..141977f 2 commits all, forced False"
    ),
    "go-scm__wh_push_branch_delete.json": (
        "PushEvent PUSH brydzewski/foo brydzewski | "
        "deleted branch develop 141977f..- 0 commits all, forced False"
    ),
    "go-scm__wh_push_tag_create.json": (
        "PushEvent PUSH brydzewski/foo brydzewski | "
        "created tag feature/x -..141977f 0 commits all, forced False"
    ),
    "go-scm__wh_push_tag_delete.json": (
        "PushEvent PUSH brydzewski/foo brydzewski | "
        "deleted tag feature/x 141977f..- 0 commits all, forced False"
    ),
    "go-webhooks__commit-comment-created.json": (
        "CommentEvent COMMIT_COMMENT_CREATED team_name/repo_name emmap1 | "
        "d3022fc comment 17 to 16 'Comment text'"
    ),
    "go-webhooks__issue-comment-created.json": "UnknownEvent - team_name/repo_name emmap1 |",
    "go-webhooks__issue-created.json": "UnknownEvent - team_name/repo_name emmap1 |",
    "go-webhooks__issue-updated.json": "UnknownEvent - team_name/repo_name emmap1 |",
    "go-webhooks__pull-request-approval-removed.json": (
        "ReviewEvent PR_UNAPPROVED team_name/repo_name emmap1 | #1 emmap1 none"
    ),
    "go-webhooks__pull-request-approved.json": (
        "ReviewEvent PR_APPROVED team_name/repo_name emmap1 | #1 emmap1 approved"
    ),
    "go-webhooks__pull-request-comment-created.json": (
        "CommentEvent PR_COMMENT_CREATED team_name/repo_name emmap1 | "
        "#1 comment 17 to 16 'Comment text'"
    ),
    "go-webhooks__pull-request-comment-deleted.json": (
        "CommentEvent PR_COMMENT_DELETED team_name/repo_name emmap1 | "
        "#1 comment 17 to 16 'Comment text'"
    ),
    "go-webhooks__pull-request-comment-updated.json": (
        "CommentEvent PR_COMMENT_UPDATED team_name/repo_name emmap1 | "
        "#1 comment 17 to 16 'Comment text'"
    ),
    "go-webhooks__pull-request-created.json": (
        "PullRequestEvent PR_OPENED team_name/repo_name emmap1 | "
        "#1 unknown branch2->master 'Title of pull request'"
    ),
    "go-webhooks__pull-request-declined.json": (
        "PullRequestEvent PR_CLOSED team_name/repo_name emmap1 | "
        "#1 unknown branch2->master 'Title of pull request'"
    ),
    "go-webhooks__pull-request-merged.json": (
        "PullRequestEvent PR_MERGED team_name/repo_name emmap1 | "
        "#1 unknown branch2->master 'Title of pull request'"
    ),
    "go-webhooks__pull-request-updated.json": (
        "PullRequestEvent PR_UPDATED team_name/repo_name emmap1 | "
        "#1 unknown branch2->master 'Title of pull request'"
    ),
    "go-webhooks__repo-commit-status-created.json": (
        "StatusEvent STATUS_CREATED team_name/repo_name emmap1 | mybuildtool running 9fec847"
    ),
    "go-webhooks__repo-commit-status-updated.json": (
        "StatusEvent STATUS_UPDATED team_name/repo_name emmap1 | mybuildtool success 9fec847"
    ),
    "go-webhooks__repo-fork.json": (
        "RepositoryEvent REPO_FORKED team_name/repo_name emmap1 | fork team_name/repo_name was -"
    ),
    "go-webhooks__repo-push.json": (
        "PushEvent PUSH team_name/repo_name emmap1 | "
        "updated branch name-of-branch 1e65c05..709d658 1 commits all, forced False"
    ),
    "go-webhooks__repo-updated.json": (
        "RepositoryEvent REPO_UPDATED team_name/repo_name emmap1 | "
        "fork - was teamawesome/repository_name"
    ),
    "jx-go-scm__wh_pr_created_slashbranch.json": (
        "PullRequestEvent PR_OPENED brydzewski/foo brydzewski | "
        "#1 open feature/develop->master 'Awesome new feature'"
    ),
    "openshift__pushevent-not-master.json": (
        "PushEvent PUSH team_name/repo_name emmap1 | "
        "updated branch this-is-not-master 1e65c05..709d658 2 commits all, forced False"
    ),
    "openshift__pushevent.json": (
        "PushEvent PUSH team_name/repo_name emmap1 | "
        "updated branch master 1e65c05..709d658 2 commits all, forced False"
    ),
    "spinnaker__bitbucket_payload.json": (
        "PushEvent PUSH bitbucketfan/test_webhooks bitbucket fan | "
        "updated branch master hash..hash 1 commits all, forced False"
    ),
}

#: Messages of Data Center.
DATA_CENTER = {
    "froggit__prcreatepayload.json": (
        "PullRequestEvent PR_OPENED ~YAHAVI/hello-world yahavi | "
        "#3 open dev->main 'Update README.md'"
    ),
    "froggit__prdeclinepayload.json": (
        "PullRequestEvent PR_CLOSED ~YAHAVI/hello-world yahavi | "
        "#3 closed dev->main 'Update README.md'"
    ),
    "froggit__prdeletepayload.json": (
        "PullRequestEvent PR_DELETED ~YAHAVI/hello-world yahavi | "
        "#3 open dev->main 'Update README.md'"
    ),
    "froggit__prmergepayload.json": (
        "PullRequestEvent PR_MERGED ~YAHAVI/hello-world yahavi | "
        "#3 merged dev->main 'Update README.md'"
    ),
    "froggit__prupdatepayload.json": (
        "PullRequestEvent PR_SOURCE_UPDATED ~YAHAVI/hello-world yahavi | "
        "#3 open dev->main 'Update README.md' commit=b3fc2f0"
    ),
    "froggit__pushpayload.json": (
        "PushEvent PUSH ~YAHAVI/hello-world yahavi | "
        "created branch main -..929d305 0 commits ?, forced None"
    ),
    "froggit__tagcreatepayload.json": (
        "PushEvent PUSH ~PAVLOS/integration-test pavlos | "
        "created tag tag_intg -..32e1a97 0 commits ?, forced None"
    ),
    "froggit__tagdeletepayload.json": (
        "PushEvent PUSH ~PAVLOS/integration-test pavlos | "
        "deleted tag tag_intg 32e1a97..- 0 commits ?, forced None"
    ),
    "go-scm__fnb_push_branch_create.json": (
        "PushEvent PUSH TSG/nova-ui F4651405 | "
        "created branch idpdocs -..b8ba6d6 1 commits ?, forced None"
    ),
    "go-scm__fnb_push_update.json": (
        "PushEvent PUSH PENGINE/product-engine F3238660 | "
        "updated branch develop c112673..d29fa17 2 commits ?, forced None"
    ),
    "go-scm__wh_pr_declined.json": (
        "PullRequestEvent PR_CLOSED PRJ/my-repo jcitizen | "
        "#2 closed develop->master 'added LICENSE'"
    ),
    "go-scm__wh_pr_declined_iso_dates.json": (
        "PullRequestEvent PR_CLOSED PRJ/my-repo jcitizen | "
        "#2 closed develop->master 'added LICENSE'"
    ),
    "go-scm__wh_pr_deleted.json": (
        "PullRequestEvent PR_DELETED PRJ/my-repo jcitizen | "
        "#2 closed develop->master 'added LICENSE'"
    ),
    "go-scm__wh_pr_from_ref_updated.json": (
        "PullRequestEvent PR_SOURCE_UPDATED PRJ/my-repo jcitizen | "
        "#2 open feature-2->master 'added LICENSE' commit=caf52cc"
    ),
    "go-scm__wh_pr_merged.json": (
        "PullRequestEvent PR_MERGED PRJ/my-repo jcitizen | #3 merged develop->master 'Develop'"
    ),
    "go-scm__wh_pr_merged_iso_dates.json": (
        "PullRequestEvent PR_MERGED PRJ/my-repo jcitizen | #3 merged develop->master 'Develop'"
    ),
    "go-scm__wh_pr_modified_meta.json": (
        "PullRequestEvent PR_UPDATED PRJ/my-repo jcitizen | "
        "#6 open cleanup->master 'Clean README.md' description=Cleaned old info out of REAME."
    ),
    "go-scm__wh_pr_modified_toref.json": (
        "PullRequestEvent PR_UPDATED PRJ/my-repo jcitizen | "
        "#2 open feature-2->master 'added LICENSE' title=old title description=old description target=wrong"
    ),
    "go-scm__wh_pr_open.json": (
        "PullRequestEvent PR_OPENED PRJ/my-repo jcitizen | #2 open develop->master 'added LICENSE'"
    ),
    "go-scm__wh_pr_open_iso_dates.json": (
        "PullRequestEvent PR_OPENED PRJ/my-repo jcitizen | #2 open develop->master 'added LICENSE'"
    ),
    "go-scm__wh_push.json": (
        "PushEvent PUSH PRJ/my-repo jcitizen | "
        "updated branch master 5c64a07..823b223 0 commits ?, forced None"
    ),
    "go-scm__wh_push_branch_create.json": (
        "PushEvent PUSH PRJ/my-repo jcitizen | "
        "created branch develop -..208b0a5 0 commits ?, forced None"
    ),
    "go-scm__wh_push_branch_delete.json": (
        "PushEvent PUSH PRJ/my-repo jcitizen | "
        "deleted branch develop 208b0a5..- 0 commits ?, forced None"
    ),
    "go-scm__wh_push_tag_create.json": (
        "PushEvent PUSH PRJ/my-repo jcitizen | "
        "created tag v1.1.0 -..823b223 0 commits ?, forced None"
    ),
    "go-scm__wh_push_tag_delete.json": (
        "PushEvent PUSH PRJ/my-repo jcitizen | "
        "deleted tag v1.1.0 823b223..- 0 commits ?, forced None"
    ),
    "go-scm__wh_push_v5.json": (
        "PushEvent PUSH ISCLOUD/transamerica.cloud.individual.tftest trangineni | "
        "updated branch trangineni/devtfvars-1685475548410 b2b7102..51a3366 0 commits ?, forced None"
    ),
    "go-webhooks__pr-comment-added.json": (
        "CommentEvent PR_COMMENT_CREATED ~gopher/webhook-test gopher | #2 comment 167 to 164 'test'"
    ),
    "go-webhooks__pr-comment-deleted.json": (
        "CommentEvent PR_COMMENT_DELETED ~gopher/webhook-test gopher | #2 comment 166 to 165 'test'"
    ),
    "go-webhooks__pr-comment-edited.json": (
        "CommentEvent PR_COMMENT_UPDATED ~gopher/webhook-test gopher | "
        "#2 comment 165 'yada edit comment' was 'yada yada yada'"
    ),
    "go-webhooks__pr-declined.json": (
        "PullRequestEvent PR_CLOSED ~gopher/webhook-test gopher | "
        "#2 closed feature/wip->master 'Update README'"
    ),
    "go-webhooks__pr-deleted.json": (
        "PullRequestEvent PR_DELETED ~gopher/webhook-test gopher | "
        "#2 open feature/wip->master 'Update README'"
    ),
    "go-webhooks__pr-merged.json": (
        "PullRequestEvent PR_MERGED ~gopher/webhook-test gopher | "
        "#5 merged feature/wip->master 'Update README'"
    ),
    "go-webhooks__pr-modified.json": (
        "PullRequestEvent PR_UPDATED ~gopher/webhook-test gopher | "
        "#3 open feature/wip->master 'Feature/wip' description=wip"
    ),
    "go-webhooks__pr-opened.json": (
        "PullRequestEvent PR_OPENED ~gopher/webhook-test gopher | "
        "#5 open feature/wip->master 'Update README'"
    ),
    "go-webhooks__pr-reviewer-approved.json": (
        "ReviewEvent PR_APPROVED ~gopher/webhook-test tux | #5 tux approved was changes_requested"
    ),
    "go-webhooks__pr-reviewer-needs-work.json": (
        "ReviewEvent PR_CHANGES_REQUESTED ~gopher/webhook-test tux | "
        "#5 tux changes_requested was none"
    ),
    "go-webhooks__pr-reviewer-unapproved.json": (
        "ReviewEvent PR_CHANGES_WITHDRAWN ~gopher/webhook-test tux | "
        "#5 tux none was changes_requested"
    ),
    "go-webhooks__pr-reviewer-updated.json": (
        "PullRequestEvent PR_REVIEWERS_CHANGED ~gopher/webhook-test gopher | "
        "#3 open feature/wip->master 'Update README' added=tux"
    ),
    "go-webhooks__repo-comment-added.json": (
        "CommentEvent COMMIT_COMMENT_CREATED ~gopher/webhook-test gopher | "
        "038e7b6 comment 146 'test'"
    ),
    "go-webhooks__repo-comment-deleted.json": (
        "CommentEvent - ~gopher/webhook-test gopher | "
        "038e7b6 comment 145 'Test commit comment editing comment'"
    ),
    "go-webhooks__repo-comment-edited.json": (
        "CommentEvent - ~gopher/webhook-test gopher | "
        "038e7b6 comment 145 'Test commit comment editing comment' was 'Test commit comment'"
    ),
    "go-webhooks__repo-forked.json": (
        "RepositoryEvent REPO_FORKED ~gopher/webhook-test tux | fork ~tux/webhook-test was -"
    ),
    "go-webhooks__repo-modified.json": (
        "RepositoryEvent REPO_UPDATED gopher/webhook-test gopher | fork - was gopher/webhook-test-2"
    ),
    "go-webhooks__repo-refs-changed.json": (
        "PushEvent PUSH ~gopher/webhook-test gopher | "
        "deleted branch feature/wip 32a0b8a..- 0 commits ?, forced None"
    ),
    "jx-go-scm__wh_pr_approved.json": (
        "ReviewEvent PR_APPROVED PROJ/repository user | #1 user approved was none"
    ),
    "jx-go-scm__wh_pr_comment.json": (
        "CommentEvent PR_COMMENT_CREATED PROJ/repository admin | "
        "#11 comment 62 to 43 'I am a PR comment'"
    ),
    "jx-go-scm__wh_pr_deleted.json": (
        "PullRequestEvent PR_DELETED PRJ/my-repo jcitizen | "
        "#2 closed develop->master 'added LICENSE'"
    ),
    "jx-go-scm__wh_pr_modified.json": (
        "PullRequestEvent PR_UPDATED ~ADMIN/example Administrator | "
        "#1 open new-branch->master 'A new title' title=A cool PR description=A neat description"
    ),
    "jx-go-scm__wh_pr_needs_work.json": (
        "ReviewEvent PR_CHANGES_REQUESTED PROJ/repository user | #1 user changes_requested was none"
    ),
    "jx-go-scm__wh_pr_ref_updated.json": (
        "PullRequestEvent PR_SOURCE_UPDATED PRJ/my-repo jcitizen | "
        "#2 open develop->master 'added LICENSE' commit=99f3ea3"
    ),
    "jx-go-scm__wh_pr_unapproved.json": (
        "ReviewEvent PR_UNAPPROVED PROJ/repository user | #1 user none was approved"
    ),
    "openshift__pushevent54-not-master.json": (
        "PushEvent PUSH PROJ/repository admin | "
        "updated branch other ecddabb..178864a 0 commits ?, forced None"
    ),
    "openshift__pushevent54.json": (
        "PushEvent PUSH PROJ/repository admin | "
        "updated branch master ecddabb..178864a 0 commits ?, forced None"
    ),
    "spinnaker__bitbucket_server_pr_declined_payload.json": (
        "PullRequestEvent PR_CLOSED RT/repo-test generic-username | "
        "#3 closed my-feature-branch->main 'my-new-pr'"
    ),
    "spinnaker__bitbucket_server_pr_deleted_payload.json": (
        "PullRequestEvent PR_DELETED RT/repo-test generic-username | "
        "#2 open my-feature-branch->main 'Update readme'"
    ),
    "spinnaker__bitbucket_server_pr_from_ref_updated_payload.json": (
        "PullRequestEvent PR_SOURCE_UPDATED RT/repo-test generic-username | "
        "#1 open feature-branch->main 'Feature branch' commit=1eb0b0f"
    ),
    "spinnaker__bitbucket_server_pr_merged_payload.json": (
        "PullRequestEvent PR_MERGED RT/repo-test generic-username | "
        "#1 merged feature-branch->main 'Feature branch'"
    ),
    "spinnaker__bitbucket_server_pr_opened_payload.json": (
        "PullRequestEvent PR_OPENED RT/repo-test generic-username | "
        "#1 open feature-branch->main 'Feature branch'"
    ),
    "spinnaker__bitbucket_server_repo_refs_changed_payload.json": (
        "PushEvent PUSH RT/repo-test generic-username | "
        "updated branch feature-branch 1eb0b0f..9065c39 0 commits ?, forced None"
    ),
    "spinnaker__legacy_stash_payload.json": (
        "PushEvent PUSH E-BLAH/sample-manifests blah | "
        "updated branch master 7e3701f..6701da6 0 commits ?, forced None"
    ),
}
