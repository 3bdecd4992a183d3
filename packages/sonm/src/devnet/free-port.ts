import { createServer } from 'node:net'

/** The preferred port if nothing listens on it, else any free one. */
export async function freePort(host: string, preferred: number): Promise<number> {
  return (await portOf(host, preferred)) ?? (await portOf(host, 0))!
}

function portOf(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}
