/** PostgreSQL's SQLSTATEs. */
const NO_SUCH_DATABASE = '3D000'
const NO_ENTRY = '28000'
const WRONG_PASSWORD = '28P01'
const NO_PERMISSION = '42501'

/** What to do about a database that exists not yet, or lets nobody in; undefined: the error says nothing of the kind. */
export function postgresHint(error: unknown, url: string): string | undefined {
  const { code, message = '' } = (error ?? {}) as { readonly code?: unknown; readonly message?: string }
  const names = namesIn(url)
  const [user, database] = [asWord(names.user), asWord(names.database)]
  const { at } = names
  const toOwn = `ALTER DATABASE "${names.database}" OWNER TO "${names.user}"`
  const createUser = `\`createuser${at} ${user}\``
  const createDatabase = `\`createdb${at} -O ${user} ${database}\``
  const asWho = "as an account that may, such as PostgreSQL's own: `sudo -u postgres …`"
  switch (code) {
    case NO_SUCH_DATABASE:
      return `Make it with ${createDatabase}, ${asWho}.`
    case NO_ENTRY:
      return /role .* does not exist/.test(message)
        ? `Make the account with ${createUser}, and the database, where there is none, with ${createDatabase}; ${asWho}.`
        : `Let ${user} in by pg_hba.conf, or name another account in --database: postgres://USER@HOST:PORT/DATABASE.`
    case WRONG_PASSWORD:
      return `Give the password by PGPASSWORD or ~/.pgpass. Where there is no such account yet, make it with \`createuser${at} -P ${user}\`, ${asWho}.`
    case NO_PERMISSION:
      return `The account must be the database's owner: \`psql${at} -c ${asWord(toOwn)}\`, ${asWho}.`
    default:
      return undefined
  }
}

/** The names, and the options that say which server, as they stand on a command line. */
function namesIn(url: string) {
  const { username, hostname, port, pathname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? hostname
  const isHere = host === '' || host === 'localhost' || host === '127.0.0.1'
  const at = `${isHere ? '' : ` -h ${asWord(host)}`}${port === '' || port === '5432' ? '' : ` -p ${port}`}`
  const user = username === '' ? 'ACCOUNT' : decodeURIComponent(username)
  return { user, database: decodeURIComponent(pathname.slice(1)), at }
}

function asWord(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
}
