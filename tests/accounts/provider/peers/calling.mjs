// openid-client on our own interface, as a machine. Settings as JSON in argv[2]; one JSON line a check.
import assert from 'node:assert/strict'
import * as oidc from 'openid-client'

const { issuer, id, secret, vehicle } = JSON.parse(process.argv[2])
const loose = { execute: [oidc.allowInsecureRequests] }
const config = await oidc.discovery(new URL(issuer), id, secret, oidc.ClientSecretBasic(secret), loose)
const url = new URL('/api/v1/vehicles', issuer)
const headers = new Headers({ 'content-type': 'application/json' })

const grant = async (scope) => (await oidc.clientCredentialsGrant(config, { scope })).access_token
const ask = (token, method, body) => oidc.fetchProtectedResource(config, token, url, method, body, headers)

/** The challenge openid-client read in a refusal. */
async function challenged (promise) {
  let thrown
  await assert.rejects(promise, (error) => { thrown = error; return error instanceof oidc.WWWAuthenticateChallengeError })
  return thrown.cause[0].parameters
}

const checks = {
  async 'adds and reads' () {
    const token = await grant('fleet:read fleet:write')
    assert.equal((await ask(token, 'POST', JSON.stringify(vehicle))).status, 201)
    assert.equal((await (await ask(token, 'GET')).json()).count, 1)
  },
  async 'reads only' () {
    const token = await grant('fleet:read')
    assert.equal((await ask(token, 'GET')).status, 200)
    const { error, scope } = await challenged(ask(token, 'POST', JSON.stringify(vehicle)))
    assert.deepEqual([error, scope], ['insufficient_scope', 'fleet:write'])
  },
  async revoked () {
    const token = await grant('fleet:read')
    await oidc.tokenRevocation(config, token)
    assert.equal((await challenged(ask(token, 'GET'))).error, 'invalid_token')
  }
}

for (const [name, check] of Object.entries(checks)) {
  let wrong = null
  try { await check() } catch (thrown) { wrong = `${thrown.stack ?? thrown} ${JSON.stringify(thrown.cause ?? null)}` }
  console.log(JSON.stringify({ check: name, wrong }))
}
