import { pathCompliance } from '../testing/path-compliance.ts'
import { relayedSubject } from '../testing/relayed-subject.ts'

pathCompliance('relayed', () => relayedSubject('relayed'))
