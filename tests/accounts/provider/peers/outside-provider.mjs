// oidc-provider, a certified provider and the engine of ProConnect, with the settings ProConnect publishes: no consent,
// PKCE optional, signed userinfo, `claims` parameter, secret in the body. Settings as JSON in argv[2]; ends with stdin.

import * as jose from 'jose'
import Provider from 'oidc-provider'

const given = JSON.parse(process.argv[2])
const issuer = `http://127.0.0.1:${given.port}`
const SCOPES = ['given_name', 'usual_name', 'email', 'uid', 'siret', 'idp_id', 'roles', 'organization_label']

async function key (alg) {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true })
  return { ...await jose.exportJWK(privateKey), alg, use: 'sig', kid: alg }
}

const provider = new Provider(issuer, {
  clients: given.clients.map((client) => ({
    grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], ...client
  })),
  jwks: { keys: [await key('RS256'), await key('ES256')] },
  acrValues: ['eidas0', 'eidas0-mfa', 'eidas1', 'eidas1-mfa', 'eidas2', 'eidas3'],
  claims: {
    openid: ['sub'], profile: ['name'], ...Object.fromEntries(SCOPES.map((scope) => [scope, [scope]])),
    acr: null, amr: null, auth_time: null
  },
  scopes: ['openid', 'profile', ...SCOPES],
  conformIdTokenClaims: true,
  pkce: { required: () => false },
  cookies: { keys: ['of the tests'] },
  features: {
    devInteractions: { enabled: false }, jwtUserinfo: { enabled: true }, claimsParameter: { enabled: true },
    rpInitiatedLogout: { enabled: true }
  },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  issueRefreshToken: async () => true,
  findAccount: (_, id) => given.people[id] && { accountId: id, claims: async () => ({ sub: id, ...given.people[id] }) },
  async loadExistingGrant (ctx) {
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope(['openid', 'profile', ...SCOPES].join(' '))
    grant.addOIDCClaims(['acr', 'amr', 'auth_time'])
    await grant.save()
    return grant
  }
})

// Whoever `login_hint` names (by name or address) signs in, at the level that is theirs; else one chooses on a page.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next()
  const { params } = await provider.interactionDetails(ctx.req, ctx.res)
  const hint = ctx.query.who ?? params.login_hint
  const who = hint && Object.keys(given.people).find((name) => [name, given.people[name].email].includes(hint))
  if (!who && !('cancel' in ctx.query)) {
    const links = Object.keys(given.people).map((name) => `<li><a href="?who=${name}">${name}</a></li>`)
    ctx.type = 'html'
    ctx.body = `<!doctype html><html lang="fr"><title>Qui</title><ul>${links.join('')}</ul><a href="?cancel">Annuler</a>`
    return
  }
  const result = who
    ? { login: { accountId: who, acr: given.people[who].acr, amr: given.people[who].amr } }
    : { error: 'access_denied' }
  await provider.interactionFinished(ctx.req, ctx.res, result)
  ctx.respond = false
})

provider.listen(given.port, '127.0.0.1', () => console.log('ready'))
process.stdin.on('end', () => process.exit(0)).resume()
