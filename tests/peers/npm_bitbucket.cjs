// Drives the npm package `bitbucket` through a repository's life, and tells as JSON what worked.
//
// Reads {"url", "username", "password", "reviewer"} from stdin, "reviewer" holding another account's
// {"username", "password", "uuid"}. Writes {"done": [operation, ...], "faults":
// [operation, ...], "failed": null | {...}}: what worked, what the client is at fault in, and what
// else went wrong.

const assert = require('node:assert/strict')
const { Bitbucket } = require('bitbucket')

const settings = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
const done = new Set()
const faults = new Set()
let current = null

const connect = ({ username, password }) =>
  new Bitbucket({ baseUrl: `${settings.url}/2.0`, auth: { username, password }, notice: false })

const site = connect(settings)
const reviewer = connect(settings.reviewer)
const place = { workspace: 'acme', repo_slug: 'node' }

// Runs one operation, `noun.verb`, of a client, and counts it once it has answered.
async function run(operation, parameters = {}, client = site) {
  current = operation
  const [noun, verb] = operation.split('.')
  const { data } = await client[noun][verb](parameters)
  done.add(operation)
  return data
}

// Walks all pages by the client's own pagination.
async function all(operation, parameters) {
  const values = []
  let page = await run(operation, parameters)
  for (;;) {
    values.push(...page.values)
    if (!site.hasNextPage(page)) return values
    current = `${operation}, next page`
    page = (await site.getNextPage(page)).data
    done.add('getNextPage')
  }
}

async function fails(operation, parameters, status) {
  current = operation
  const [noun, verb] = operation.split('.')
  await assert.rejects(site[noun][verb](parameters), { status })
}

async function people() {
  assert.equal((await run('user.get')).display_name, 'Admin')
  const { uuid } = settings.reviewer
  assert.equal((await run('users.get', { selected_user: uuid })).uuid, uuid)
  assert.equal((await run('workspaces.getWorkspace', place)).slug, 'acme')
  const members = await all('workspaces.getMembersForWorkspace', { ...place, pagelen: 2 })
  assert.ok(members.some((one) => one.user.uuid === uuid))
}

async function repository() {
  const project = { workspace: 'acme', project_key: 'NODE' }
  const body = { key: 'NODE', name: 'Node', is_private: true }
  assert.equal((await run('projects.createProject', { workspace: 'acme', _body: body })).key, 'NODE')
  assert.equal((await run('projects.getProject', project)).name, 'Node')
  const made = { scm: 'git', is_private: true, project: { key: 'NODE' } }
  assert.equal((await run('repositories.create', { ...place, _body: made })).slug, 'node')
  const changed = { description: 'Of a peer', project: { key: 'NODE' } }
  await run('repositories.update', { ...place, _body: changed })
  assert.equal((await run('repositories.get', place)).description, 'Of a peer')
  const slugs = (await all('repositories.list', { workspace: 'acme', pagelen: 2 })).map((r) => r.slug)
  assert.ok(slugs.includes('node') && slugs.includes('site'))
  await fails('repositories.get', { workspace: 'acme', repo_slug: 'nothing' }, 404)
}

async function permissions() {
  const whom = { ...place, selected_user_id: settings.reviewer.uuid }
  const grant = { ...whom, _body: { permission: 'write' } }
  assert.equal((await run('repositories.updateUserPermission', grant)).permission, 'write')
  assert.equal((await run('repositories.getUserPermission', whom)).permission, 'write')
  const granted = await all('repositories.listUserPermissions', place)
  assert.ok(granted.some((one) => one.user.uuid === settings.reviewer.uuid))
  const group = { ...place, group_slug: 'developers' }
  await run('repositories.updateGroupPermission', { ...group, _body: { permission: 'read' } })
  assert.equal((await run('repositories.getGroupPermission', group)).permission, 'read')
  await run('repositories.deleteGroupPermission', group)
  assert.equal((await run('repositories.getGroupPermission', group)).permission, 'none')
}

// Commits by the package's form, and returns the commit's hash.
async function commit(branch, message, path, text) {
  const form = { message, branch, [path]: text }
  await run('source.createFileCommit', { ...place, _body: form })
  return (await run('refs.getBranch', { ...place, name: branch })).target.hash
}

async function refs() {
  const tip = await commit('main', 'Begin', '/README.md', 'hello\n')
  assert.equal((await run('commits.get', { ...place, commit: tip })).message.trim(), 'Begin')
  for (let number = 0; number < 12; number += 1) {
    const body = { name: `page-${number}`, target: { hash: tip } }
    await run('refs.createBranch', { ...place, _body: body })
  }
  const names = (await all('refs.listBranches', place)).map((branch) => branch.name)
  assert.equal(new Set(names).size, 13)
  assert.equal(names.length, 13)
  await run('refs.deleteBranch', { ...place, name: 'page-11' })
  await fails('refs.getBranch', { ...place, name: 'page-11' }, 404)
  await run('refs.createTag', { ...place, _body: { name: 'v1', target: { hash: tip } } })
  assert.equal((await run('refs.getTag', { ...place, name: 'v1' })).target.hash, tip)
  assert.equal((await all('refs.listTags', place)).length, 1)
  await run('refs.deleteTag', { ...place, name: 'v1' })
  assert.equal(await run('source.read', { ...place, commit: tip, path: 'README.md' }), 'hello\n')
  const build = { key: 'ci', state: 'SUCCESSFUL', url: 'https://ci.example.com/1' }
  const status = { ...place, commit: tip }
  await run('commitstatuses.createBuildStatus', { ...status, _body: build })
  const read = await run('commitstatuses.getBuildStatus', { ...status, key: 'ci' })
  assert.equal(read.state, 'SUCCESSFUL')
  assert.equal((await all('commitstatuses.list', status)).length, 1)
}

async function settled() {
  const body = { description: 'ci', url: 'http://127.0.0.1:9/', active: true, events: ['repo:push'] }
  const { uuid: uid } = await run('webhooks.create', { ...place, _body: body })
  assert.deepEqual((await run('webhooks.get', { ...place, uid })).events, ['repo:push'])
  await run('webhooks.update', { ...place, uid, _body: { ...body, active: false } })
  assert.equal((await all('webhooks.listForRepo', place))[0].active, false)
  await run('webhooks.delete', { ...place, uid })
  assert.deepEqual(await all('webhooks.listForRepo', place), [])
  const whom = { ...place, target_username: settings.reviewer.uuid }
  await run('pullrequests.addDefaultReviewer', whom)
  assert.equal((await all('pullrequests.listDefaultReviewers', place)).length, 1)
  await run('pullrequests.deleteDefaultReviewer', whom)
  const rule = { kind: 'force', branch_match_kind: 'glob', pattern: 'main' }
  const { id } = await run('branchrestrictions.create', { ...place, _body: rule })
  assert.equal((await run('branchrestrictions.get', { ...place, id: `${id}` })).kind, 'force')
  assert.equal((await all('branchrestrictions.list', place)).length, 1)
  await run('branchrestrictions.delete', { ...place, id: `${id}` })
}

async function pullRequests() {
  await commit('feature', 'Say more', '/README.md', 'hello\nand more\n')
  const body = {
    title: 'Say more',
    source: { branch: { name: 'feature' } },
    destination: { branch: { name: 'main' } },
    reviewers: [{ uuid: settings.reviewer.uuid }],
  }
  const { id: pull_request_id } = await run('pullrequests.create', { ...place, _body: body })
  const pull = { ...place, pull_request_id }
  const title = 'Say much more'
  assert.equal((await run('pullrequests.update', { ...pull, _body: { ...body, title } })).title, title)
  const said = { content: { raw: 'Why?' } }
  const { id: comment_id } = await run('pullrequests.createComment', { ...pull, _body: said })
  const edited = { content: { raw: 'Why so?' } }
  await run('pullrequests.updateComment', { ...pull, comment_id, _body: edited })
  const read = await run('pullrequests.getComment', { ...pull, comment_id })
  assert.equal(read.content.raw, 'Why so?')
  for (let number = 0; number < 11; number += 1) {
    await run('pullrequests.createComment', { ...pull, _body: said })
  }
  assert.equal((await all('pullrequests.listComments', pull)).length, 12)
  await run('pullrequests.deleteComment', { ...pull, comment_id })
  const task = await run('pullrequests.createTask', { ...pull, _body: said })
  await run('pullrequests.updateTask', { ...pull, task_id: task.id, _body: { state: 'RESOLVED' } })
  assert.equal((await all('pullrequests.listTasks', pull))[0].state, 'RESOLVED')
  await fails('pullrequests.getDiff', pull, 406)
  faults.add('pullrequests.getDiff')
  assert.equal((await run('pullrequests.getDiffStat', pull)).values[0].lines_added, 1)
  assert.equal((await all('pullrequests.listCommits', pull)).length, 1)
  assert.equal((await run('pullrequests.addChangeRequest', pull, reviewer)).state, 'changes_requested')
  await run('pullrequests.deleteChangeRequest', pull, reviewer)
  assert.equal((await run('pullrequests.createApproval', pull, reviewer)).approved, true)
  await run('pullrequests.deleteApproval', pull, reviewer)
  assert.ok((await all('pullrequests.listActivities', pull)).length > 10)
  const merge = { merge_strategy: 'squash', close_source_branch: true }
  assert.equal((await run('pullrequests.merge', { ...pull, _body: merge })).state, 'MERGED')
  assert.equal((await run('pullrequests.get', pull)).state, 'MERGED')
  await fails('pullrequests.createApproval', { ...place, pull_request_id: 4711 }, 404)
  await commit('other', 'Say other', '/OTHER.md', 'other\n')
  const second = await run('pullrequests.create', {
    ...place,
    _body: { title: 'Other', source: { branch: { name: 'other' } } },
  })
  const declined = await run('pullrequests.decline', { ...place, pull_request_id: second.id })
  assert.equal(declined.state, 'DECLINED')
  const closed = await all('pullrequests.list', { ...place, state: 'MERGED' })
  assert.deepEqual(closed.map((one) => one.id), [pull_request_id])
}

async function main() {
  await people()
  await repository()
  await permissions()
  await refs()
  await settled()
  await pullRequests()
  await run('repositories.delete', place)
  await fails('repositories.get', place, 404)
  await run('projects.deleteProject', { workspace: 'acme', project_key: 'NODE' })
}

const tell = (failed) => console.log(JSON.stringify({ done: [...done], faults: [...faults], failed }))

main().then(
  () => tell(null),
  (error) =>
    tell({
      operation: current,
      message: String(error.message),
      status: error.status ?? null,
      answer: error.error ?? null,
      request: error.request ? `${error.request.method} ${error.request.url}` : null,
      where: String(error.stack).split('\n').filter((line) => line.includes('npm_bitbucket')),
    }),
)
