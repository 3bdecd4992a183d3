/** What may turn an offer away, as people call it. */
const WORDS: Readonly<Record<string, string>> = {
  'benchmark:cpu-cores': 'CPU cores',
  'benchmark:ram-size': 'RAM',
  'benchmark:storage-size': 'disk',
  'benchmark:gpu-count': 'number of GPUs',
  'benchmark:gpu-mem': 'GPU memory',
  price: 'price',
  duration: 'duration',
  executors: 'what it can run',
  hub: 'another hub than the chosen one',
  'counterparty-of-ask': 'being reserved for another buyer',
  'deal-with-self': 'being an offer of your own',
  'identity-of-buyer': 'the identity that the supplier asks of you',
  'identity-of-supplier': 'the identity that you ask of the supplier',
  'net-flags': 'network',
}

/** The name of a requirement for people; one that a newer marketplace made up stays as it is. */
export function requirementWords(requirement: string): string {
  return WORDS[requirement] ?? requirement
}
