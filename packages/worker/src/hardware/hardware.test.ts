import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { detectGpus, detectHardware } from './hardware.ts'
import { parseNvidiaSmi } from './nvidia.ts'
import { gpusOfPci } from './pci.ts'

const folder = await mkdtemp(join(tmpdir(), 'sonm-hardware-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const smi = `0, GPU-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0, NVIDIA H200, 143771
1, GPU-11111111-2222-3333-4444-555555555555, NVIDIA GeForce RTX 4090, 24564
2, GPU-99999999-2222-3333-4444-555555555555, NVIDIA GB10, [N/A]
`

test('cards are read from nvidia-smi', () => {
  expect(parseNvidiaSmi(smi)).toEqual([
    {
      vendor: 'nvidia',
      model: 'NVIDIA H200',
      memoryBytes: 143_771 * 2 ** 20,
      index: 0,
      id: 'GPU-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
    },
    expect.objectContaining({ model: 'NVIDIA GeForce RTX 4090', index: 1 }),
    expect.objectContaining({ model: 'NVIDIA GB10', memoryBytes: 0, index: 2 }),
  ])
})

test.each(['', 'No devices were found\n', 'NVIDIA-SMI has failed because it could not communicate with the driver.'])(
  'nvidia-smi that says %j means no card',
  (text) => expect(parseNvidiaSmi(text)).toEqual([]),
)

const radeon = { vendorId: '0x1002', deviceId: '0x744c', classCode: '0x030000', vramBytes: '25753026560' }

test('the bus tells a Radeon with its memory, and neither a virtual VGA nor a network card', () => {
  const gpus = gpusOfPci([
    { ...radeon, address: '0000:03:00.0' },
    { address: '0000:00:02.0', vendorId: '0x1234', deviceId: '0x1111', classCode: '0x030000', vramBytes: '' },
    { address: '0000:00:03.0', vendorId: '0x8086', deviceId: '0x100e', classCode: '0x020000', vramBytes: '' },
    { address: '0000:04:00.0', vendorId: '0x8086', deviceId: '0x56a0', classCode: '0x038000', vramBytes: '' },
  ])
  expect(gpus).toEqual([
    { vendor: 'amd', model: 'AMD Radeon [1002:744c]', memoryBytes: 25_753_026_560, id: 'pci-0000:03:00.0', index: 0 },
    { vendor: 'intel', model: 'Intel [8086:56a0]', memoryBytes: 0, id: 'pci-0000:04:00.0', index: 1 },
  ])
})

test('cards of both sources are numbered in one row, and no card is counted twice', async () => {
  for (const [address, device] of [
    ['0000:01:00.0', { ...radeon, vendorId: '0x10de' }],
    ['0000:03:00.0', radeon],
  ] as const) {
    const path = join(folder, 'bus/pci/devices', address)
    await mkdir(path, { recursive: true })
    await writeFile(join(path, 'vendor'), `${device.vendorId}\n`)
    await writeFile(join(path, 'device'), `${device.deviceId}\n`)
    await writeFile(join(path, 'class'), `${device.classCode}\n`)
    await writeFile(join(path, 'mem_info_vram_total'), `${device.vramBytes}\n`)
  }
  const gpus = await detectGpus({ run: async () => smi.split('\n')[0] ?? '', sysPath: folder })
  expect(gpus.map(({ vendor, index }) => [vendor, index])).toEqual([
    ['nvidia', 0],
    ['amd', 1],
  ])
})

test('this machine has cores, memory and room, whatever tools it lacks', async () => {
  const sources = { run: () => Promise.reject(new Error('no such program')), sysPath: '/no/such/folder' }
  const { cpu, ramBytes, storageBytes, gpus } = await detectHardware({ dataDir: join(folder, 'data'), sources })
  expect(cpu).toMatchObject({ cores: expect.any(Number), model: expect.any(String), arch: process.arch })
  expect(cpu.cores).toBeGreaterThan(0)
  expect(ramBytes).toBeGreaterThan(0)
  expect(storageBytes).toBeGreaterThan(0)
  expect(gpus).toEqual([])
})
