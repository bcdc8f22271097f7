// openid-client, a certified relying party, against our provider. Settings as JSON in argv[2]; one JSON line a check.
import assert from 'node:assert/strict'
import http from 'node:http'
import * as jose from 'jose'
import * as oidc from 'openid-client'

const given = JSON.parse(process.argv[2])
const { issuer, cookie, confidential, signed, open, machine } = given
const loose = { execute: [oidc.allowInsecureRequests] }
const headers = { cookie }

const configured = (client, authentication, metadata = {}) =>
  oidc.discovery(new URL(issuer), client.id, { client_secret: client.secret, ...metadata }, authentication, loose)

const basic = await configured(confidential, oidc.ClientSecretBasic(confidential.secret))

/** The address the authorization endpoint sends the browser to, or its status when it sends it nowhere. */
async function authorize (config, client, more = {}, who = headers) {
  const verifier = oidc.randomPKCECodeVerifier()
  const asked = {
    redirect_uri: client.redirect,
    scope: 'openid profile email roles',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    ...more
  }
  const answer = await fetch(oidc.buildAuthorizationUrl(config, asked), { redirect: 'manual', headers: who })
  const location = answer.headers.get('location')
  return { status: answer.status, url: location && new URL(location, issuer), verifier, asked }
}

const exchange = (config, { url, verifier, asked }, more = {}) =>
  oidc.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: verifier, expectedNonce: asked.nonce, expectedState: asked.state, idTokenExpected: true, ...more
  })

const refused = (promise, error) => assert.rejects(promise, (thrown) => {
  assert.equal(thrown.error ?? thrown.cause?.error, error)
  return true
})

async function signIn (config, client, more) {
  const back = await authorize(config, client, more)
  return { back, tokens: await exchange(config, back) }
}

const checks = {
  async discovery () {
    const told = basic.serverMetadata()
    assert.equal(told.issuer, issuer)
    assert.equal(told.authorization_response_iss_parameter_supported, true)
    assert.deepEqual(told.code_challenge_methods_supported, ['S256'])
  },
  async 'code, PKCE, nonce, state and iss' () {
    const { back, tokens } = await signIn(basic, confidential)
    assert.equal(back.url.searchParams.get('iss'), issuer)
    assert.equal(tokens.token_type, 'bearer')
  },
  async 'id token' () {
    const { tokens } = await signIn(basic, confidential, { max_age: '3600' })
    const claims = tokens.claims()
    assert.equal(claims.sub, given.person)
    assert.deepEqual(claims.amr, ['pwd', 'otp'])
    assert.equal(claims.acr, 'https://refeds.org/profile/mfa')
    assert.equal(typeof claims.auth_time, 'number')
    assert.equal(claims.sid, given.session)
    assert.equal(claims.email, undefined)
  },
  async 'plain userinfo' () {
    const { tokens } = await signIn(basic, confidential)
    const told = await oidc.fetchUserInfo(basic, tokens.access_token, given.person)
    assert.deepEqual(told, given.userinfo)
  },
  async 'signed userinfo' () {
    const config = await configured(signed, oidc.ClientSecretPost(signed.secret), {
      id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256'
    })
    oidc.enableNonRepudiationChecks(config)
    const { tokens } = await signIn(config, signed)
    const told = await oidc.fetchUserInfo(config, tokens.access_token, given.person)
    assert.equal(told.email, given.userinfo.email)
    assert.equal(told.aud, signed.id)
  },
  async 'replayed code refused, and what it gave taken back' () {
    const { back, tokens } = await signIn(basic, confidential)
    await refused(exchange(basic, back), 'invalid_grant')
    assert.equal((await oidc.tokenIntrospection(basic, tokens.access_token)).active, false)
  },
  async 'refresh rotation, with an id token' () {
    const { tokens } = await signIn(basic, confidential)
    const next = await oidc.refreshTokenGrant(basic, tokens.refresh_token)
    assert.notEqual(next.refresh_token, tokens.refresh_token)
    assert.equal(next.claims().sub, given.person)
    assert.equal(next.claims().nonce, undefined)
  },
  async 'old refresh token refused, its family revoked' () {
    const { tokens } = await signIn(basic, confidential)
    const next = await oidc.refreshTokenGrant(basic, tokens.refresh_token)
    await refused(oidc.refreshTokenGrant(basic, tokens.refresh_token), 'invalid_grant')
    await refused(oidc.refreshTokenGrant(basic, next.refresh_token), 'invalid_grant')
    assert.equal((await oidc.tokenIntrospection(basic, next.access_token)).active, false)
  },
  async introspection () {
    const { tokens } = await signIn(basic, confidential)
    const told = await oidc.tokenIntrospection(basic, tokens.access_token)
    assert.equal(told.active, true)
    assert.equal(told.sub, given.person)
    assert.equal(told.client_id, confidential.id)
    const other = await configured(signed, oidc.ClientSecretPost(signed.secret))
    assert.equal((await oidc.tokenIntrospection(other, tokens.access_token)).active, false)
  },
  async revocation () {
    const { tokens } = await signIn(basic, confidential)
    await oidc.tokenRevocation(basic, tokens.refresh_token)
    assert.equal((await oidc.tokenIntrospection(basic, tokens.access_token)).active, false)
    await refused(oidc.refreshTokenGrant(basic, tokens.refresh_token), 'invalid_grant')
  },
  async 'wrong verifier' () {
    const back = await authorize(basic, confidential)
    await refused(exchange(basic, { ...back, verifier: oidc.randomPKCECodeVerifier() }), 'invalid_grant')
  },
  async 'wrong redirect address: a page, no redirect' () {
    const { status, url } = await authorize(basic, { ...confidential, redirect: `${confidential.redirect}/x` })
    assert.equal(status, 400)
    assert.equal(url, null)
  },
  async 'prompt=none without session' () {
    const back = await authorize(basic, confidential, { prompt: 'none' }, {})
    await refused(exchange(basic, back), 'login_required')
  },
  async 'sign-in asked for, then the code' () {
    const { url } = await authorize(basic, confidential, {}, {})
    assert.equal(url.pathname, '/connexion')
    const next = url.searchParams.get('next')
    assert.ok(next.startsWith('/oauth/authorize?'))
  },
  async 'client credentials' () {
    const config = await configured(machine, oidc.ClientSecretBasic(machine.secret))
    const told = await oidc.clientCredentialsGrant(config, { scope: 'decisions:read' })
    assert.equal(told.scope, 'decisions:read')
    assert.equal(told.refresh_token, undefined)
    await refused(oidc.clientCredentialsGrant(config, { scope: 'decisions:write' }), 'invalid_scope')
  },
  async 'public client' () {
    const config = await configured(open, oidc.None())
    const { tokens } = await signIn(config, open)
    const next = await oidc.refreshTokenGrant(config, tokens.refresh_token)
    assert.equal(next.claims().sub, given.person)
    await oidc.tokenRevocation(config, next.refresh_token)
  },
  async 'logout by the client, with state; the back channel told' () {
    const heard = new Promise((resolve) => {
      const server = http.createServer((request, response) => {
        let body = ''
        request.on('data', (chunk) => { body += chunk })
        request.on('end', () => { response.end(); server.close(); resolve(new URLSearchParams(body).get('logout_token')) })
      }).listen(given.backChannelPort, '127.0.0.1')
    })
    const { tokens } = await signIn(basic, confidential)
    const url = oidc.buildEndSessionUrl(basic, {
      id_token_hint: tokens.id_token, post_logout_redirect_uri: confidential.postLogout, state: 'here'
    })
    const answer = await fetch(url, { redirect: 'manual', headers })
    assert.equal(answer.headers.get('location'), `${confidential.postLogout}?state=here`)
    const keys = jose.createRemoteJWKSet(new URL(basic.serverMetadata().jwks_uri))
    const { payload } = await jose.jwtVerify(await heard, keys, {
      issuer, audience: confidential.id, typ: 'logout+jwt', maxTokenAge: '2m', algorithms: ['RS256']
    })
    assert.equal(payload.sid, given.session)
    assert.equal(payload.sub, given.person)
    assert.equal(payload.nonce, undefined)
    assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} })
    await refused(oidc.refreshTokenGrant(basic, tokens.refresh_token), 'invalid_grant')
  }
}

for (const [name, check] of Object.entries(checks)) {
  let wrong = null
  try { await check() } catch (thrown) { wrong = `${thrown.stack ?? thrown} ${JSON.stringify(thrown.cause ?? null)}` }
  console.log(JSON.stringify({ check: name, wrong }))
}
