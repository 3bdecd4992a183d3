import { workerData } from 'node:worker_threads'
import { buildRenderer } from '@sonm/example-render/build'

/** A thread of its own: the compiler lets nothing else of its thread run for seconds, and changes how arrays are sorted there. */
await buildRenderer({ outFile: workerData })
