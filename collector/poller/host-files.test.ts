import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  parseCpu,
  parseDisks,
  parseInterfaces,
  parseLoad,
  parseMemory,
  parseMounts,
  parsePressure,
} from './host-files.ts'

// Recorded on Linux 6.1 (Debian 12, a virtual machine with Docker).
const STAT = `cpu  767575 5215 208647 1221649 8794 0 20002 1793 0 0
cpu0 363304 2790 102493 636846 2037 0 7385 929 0 0
cpu1 404271 2425 106153 584803 6757 0 12617 863 0 0
intr 22869296 0 0
ctxt 60277689
`
const MEMINFO = `MemTotal:       24684084 kB
MemFree:        20476380 kB
MemAvailable:   23467888 kB
Buffers:           86828 kB
Cached:          2876892 kB
SwapCached:            0 kB
Slab:             454444 kB
SReclaimable:     404708 kB
SUnreclaim:        49736 kB
`
const NET_DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 8649557167 34458163    0    0    0     0          0         0 8649557167 34458163    0    0    0     0       0          0
  ifb0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
  eth0: 5956047983  160831    0    0    0     0          0         0 20432224  123166    0    0    0     0       0          0
docker0:       0       0    0    0    0     0          0         0        0       0    0    2    0     0       0          0
veth1a2b3c4:     916      12    0    0    0     0          0         0     1046      13    0    0    0     0       0          0
`
const DISKSTATS = `   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
 254       0 vda 965832 46131 31227170 2244010 411079 939035 82714192 404095 0 188700 2728693 782382 649 63246824 72432 94262 8154
 254       1 vda1 965000 46131 31227000 2244010 411079 939035 82714192 404095 0 188700 2728693 782382 649 63246824 72432 94262 8154
 259       0 nvme0n1 10 0 80 1 20 0 160 2 0 500 3 0 0 0 0 0 0
 259       1 nvme0n1p1 10 0 80 1 20 0 160 2 0 500 3 0 0 0 0 0 0
 253       0 zram0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
`

test('CPU time is read in seconds by state, over all CPUs', () => {
  const { seconds, cpus } = parseCpu(STAT)

  assert.equal(cpus, 2)
  assert.deepEqual(seconds, {
    user: 7675.75,
    nice: 52.15,
    system: 2086.47,
    idle: 12216.49,
    wait: 87.94,
    interrupt: 0,
    softirq: 200.02,
    steal: 17.93,
  })
})

test('the states of memory add up to all of it', () => {
  const { limitBytes, availableBytes, bytes } = parseMemory(MEMINFO)

  assert.equal(limitBytes, 24_684_084 * 1024)
  assert.equal(availableBytes, 23_467_888 * 1024)
  assert.equal(bytes.used, (24_684_084 - 20_476_380 - 86_828 - 2_876_892 - 404_708) * 1024)
  assert.equal(
    Object.values(bytes).reduce((sum, each) => sum + each, 0),
    limitBytes,
  )
})

test('interfaces are read without bridges and their ends, through which bytes pass again', () => {
  assert.deepEqual(parseInterfaces(NET_DEV), [
    { device: 'lo', direction: 'receive', value: 8_649_557_167 },
    { device: 'lo', direction: 'transmit', value: 8_649_557_167 },
    { device: 'eth0', direction: 'receive', value: 5_956_047_983 },
    { device: 'eth0', direction: 'transmit', value: 20_432_224 },
  ])
})

test('whole disks count, their partitions and memory disks do not', () => {
  const { bytes, operations, busySeconds } = parseDisks(DISKSTATS)

  assert.deepEqual(bytes, [
    { device: 'vda', direction: 'read', value: 31_227_170 * 512 },
    { device: 'vda', direction: 'write', value: 82_714_192 * 512 },
    { device: 'nvme0n1', direction: 'read', value: 80 * 512 },
    { device: 'nvme0n1', direction: 'write', value: 160 * 512 },
  ])
  assert.equal(operations[0]?.value, 965_832)
  assert.deepEqual(busySeconds[0], { device: 'vda', value: 188.7 })
})

test('a hundred interfaces are 16 on the page', () => {
  const many = Array.from({ length: 100 }, (_, i) => ` eth${i}: 1 ${'0 '.repeat(15)}\n`).join('')

  assert.equal(parseInterfaces(many).length, 32)
})

test('load and pressure are read as the kernel writes them', () => {
  assert.deepEqual(parseLoad('0.26 0.53 1.09 4/120 31068\n'), [0.26, 0.53, 1.09])
  assert.deepEqual(
    parsePressure(`some avg10=0.66 avg60=0.24 avg300=0.50 total=99352763
full avg10=0.66 avg60=0.24 avg300=0.39 total=62897285
`),
    [
      { share: 'some', seconds: 99.352763 },
      { share: 'full', seconds: 62.897285 },
    ],
  )
  assert.deepEqual(parsePressure(''), [])
})

test('file systems on disks are read once, and the root of a container though it is on none', () => {
  const mounts = `overlay / overlay rw,relatime 0 0
proc /proc proc rw,nosuid 0 0
/dev/vda1 /etc/hosts ext4 rw,relatime 0 0
/dev/vda1 /data\\040one ext4 rw,relatime 0 0
/dev/loop3 /snap/core squashfs ro 0 0
nas:/export /mnt/nas nfs4 rw 0 0
`

  assert.deepEqual(parseMounts(mounts), [
    { device: 'overlay', mountpoint: '/', type: 'overlay' },
    { device: '/dev/vda1', mountpoint: '/etc/hosts', type: 'ext4' },
  ])
})
