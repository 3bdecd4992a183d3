import cliProgress from 'cli-progress'

/** A bar for long work: drawn on a terminal from the first update on, one line for each tenth elsewhere. */
export interface Progress {
  /** @param fraction 0 to 1 */
  update(fraction: number, text?: string): void
  done(): void
}

export function progressBar(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return plainProgress(label, stream)
  const bar = new cliProgress.SingleBar(
    {
      format: `${label} {bar} {percentage}%  {text}`,
      stream,
      hideCursor: true,
      barsize: 30,
      barCompleteChar: '█',
      barIncompleteChar: '░',
    },
    cliProgress.Presets.shades_classic,
  )
  return {
    update(fraction, text = '') {
      if (!bar.isActive) bar.start(1, 0, { text })
      bar.update(fraction, { text })
    },
    done: () => bar.stop(),
  }
}

function plainProgress(label: string, stream: NodeJS.WriteStream): Progress {
  let shown = -1
  return {
    update(fraction, text) {
      const tenth = Math.floor(fraction * 10)
      if (tenth <= shown) return
      shown = tenth
      stream.write(`${label} ${tenth * 10}%${text ? ` ${text}` : ''}\n`)
    },
    done() {},
  }
}

export const silentProgress: Progress = { update() {}, done() {} }

/** A bar where a person looks on: a terminal, and no JSON asked for. */
export function barFor(options: { readonly out: 'text' | 'json' }, label: string): Progress {
  return isForPeople(options) ? progressBar(label) : silentProgress
}

export function isForPeople({ out }: { readonly out: 'text' | 'json' }): boolean {
  return out === 'text' && process.stderr.isTTY
}
