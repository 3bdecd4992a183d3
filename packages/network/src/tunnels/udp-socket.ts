import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { messageOf } from '@sonm/common'
import { fail } from '@sonm/model'

export function udpSocket(host: string): Socket {
  return createSocket(isIPv6(host) ? 'udp6' : 'udp4')
}

/**
 * @param port 0 takes a free one
 * @returns the port
 * @throws PORT_TAKEN, INPUT_INVALID when the host is none of this machine's
 */
export function bindUdp(socket: Socket, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => {
      socket.close()
      if (cause.code === 'EADDRINUSE') reject(fail('PORT_TAKEN', { port }, { cause }))
      else reject(fail('INPUT_INVALID', { field: `listen on ${host}:${port}`, reason: messageOf(cause) }, { cause }))
    }
    socket.once('error', onError)
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.off('error', onError)
      resolve(socket.address().port)
    })
  })
}
