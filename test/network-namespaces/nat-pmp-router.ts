import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'

/**
 * What speaks NAT-PMP (RFC 6886) on a router of these tests: leads a TCP port of the address that is given to whoever asks.
 * It says on its standard output that it listens.
 */
const PORT = 5351
const EXTERNAL_ADDRESS = 0
const MAP_TCP = 2
/** Set in the operation of an answer. */
const ANSWER = 128

const externalAddress = process.argv[2]!
const socket = createSocket('udp4')

function iptables(rule: string): void {
  execFileSync('iptables', rule.split(' '), { stdio: 'inherit' })
}

function leads(port: number, machine: string, isWanted: boolean): void {
  const action = isWanted ? '-I' : '-D'
  iptables(`-t nat ${action} PREROUTING -i wan -p tcp --dport ${port} -j DNAT --to-destination ${machine}:${port}`)
  iptables(`${action} FORWARD -i wan -p tcp -d ${machine} --dport ${port} -j ACCEPT`)
}

const led = new Set<string>()
function map(port: number, machine: string, isWanted: boolean): void {
  const key = `${machine}:${port}`
  if (led.has(key) !== isWanted) leads(port, machine, isWanted)
  if (isWanted) led.add(key)
  else led.delete(key)
}

socket.on('message', (request, from) => {
  const [, operation] = request
  const answer = Buffer.alloc(operation === EXTERNAL_ADDRESS ? 12 : 16)
  answer[1] = operation! + ANSWER
  if (operation === EXTERNAL_ADDRESS) answer.set(externalAddress.split('.').map(Number), 8)
  if (operation === MAP_TCP) {
    const [port, lifetimeSeconds] = [request.readUInt16BE(4), request.readUInt32BE(8)]
    map(port, from.address, lifetimeSeconds > 0)
    answer.writeUInt16BE(port, 8)
    answer.writeUInt16BE(port, 10)
    answer.writeUInt32BE(lifetimeSeconds, 12)
  }
  socket.send(answer, from.port, from.address)
})
socket.bind(PORT, () => console.log('listening'))
