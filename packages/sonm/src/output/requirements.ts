/** What turns offers away, in the words of the command line. */
const WORDS: Readonly<Record<string, string>> = {
  'benchmark:cpu-cores': '--cores',
  'benchmark:ram-size': '--ram',
  'benchmark:storage-size': '--storage',
  'benchmark:gpu-count': '--gpus',
  'benchmark:gpu-mem': '--gpu-memory',
  price: '--max-price',
  duration: '--duration',
  executors: '--executor',
  hub: '--hub',
  'counterparty-of-ask': 'being reserved for another buyer',
  'deal-with-self': 'being an offer of your own',
  'identity-of-buyer': 'the identity that a supplier asks of you',
  'identity-of-supplier': 'the identity that you ask of a supplier',
  'net-flags': 'the network that the task needs',
}

/** The option that makes a requirement, or what it means; a name that a newer marketplace made up stays as it is. */
export function requirementWords(requirement: string): string {
  return WORDS[requirement] ?? requirement
}
