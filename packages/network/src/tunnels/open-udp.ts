import { Duplex } from 'node:stream'
import type { CancelTimer, Clock } from '@sonm/common'
import { limits } from '../limits.ts'
import type { Endpoint } from '../paths/peer.ts'
import { DatagramReader, frameDatagram } from './datagrams.ts'
import { udpSocket } from './udp-socket.ts'

/**
 * A UDP port as a stream, of the form that `forwardUdpPort` opens. Whether somebody listens there shows when he answers. It ends
 * when nothing has gone either way for `limits.udpIdleMs`, or when its other side ends it.
 */
export async function openUdp({ host, port }: Endpoint, clock: Clock): Promise<Duplex> {
  const socket = udpSocket(host)
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.connect(port, host, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  let cancelIdle: CancelTimer = () => {}
  const stayAlive = () => {
    cancelIdle()
    cancelIdle = clock.after(limits.udpIdleMs, () => stream.destroy())
  }
  const reader = new DatagramReader((datagram) => {
    stayAlive()
    socket.send(datagram)
  })
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      reader.push(chunk)
      done()
    },
    final(done) {
      done()
      stream.destroy()
    },
    destroy(error, done) {
      cancelIdle()
      socket.close()
      done(error)
    },
  })
  // A datagram that cannot be sent, or finds nobody, is lost, as UDP loses them.
  socket.on('error', () => {})
  socket.on('message', (datagram) => {
    stayAlive()
    if (stream.readableLength + datagram.length <= limits.datagramQueueBytes) stream.push(frameDatagram(datagram))
  })
  stayAlive()
  return stream
}
