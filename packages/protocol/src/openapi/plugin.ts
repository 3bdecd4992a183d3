import { createEcmaScriptPlugin, getComments, runNodeJs } from '@bufbuild/protoplugin'
import { openApiDocument } from './document.ts'
import type { Describe } from './schemas.ts'

/** The external API: what a node serves to programs; the first tells what it is. The other services are between machines of the market. */
const EXTERNAL_API = ['sonm/v1/node', 'sonm/v1/network']
/** Services of others that a node passes on as they are. */
const PASSED_ON: ReadonlySet<string> = new Set(['sonm.v1.MarketDataService'])
const ERROR_DETAIL = 'sonm.v1.ErrorDetail'

/** A comment of the .proto file as one paragraph. */
const paragraph = (comment: string | undefined) => comment?.trim().replace(/\s*\n\s*/g, ' ')
const describe: Describe = (described) => paragraph(getComments(described).leading)

/** A plugin of `buf generate`, because comments reach a plugin alone: the generated code has lost them. */
const plugin = createEcmaScriptPlugin({
  name: 'protoc-gen-sonm-openapi',
  version: 'v1',
  generateTs({ files, generateFile }) {
    const own = EXTERNAL_API.flatMap((wanted) => files.find(({ name }) => name === wanted)!.services)
    const passedOn = files.flatMap(({ services }) => services).filter(({ typeName }) => PASSED_ON.has(typeName))
    const services = [...own, ...passedOn]
    const about = paragraph(getComments(services[0]!).leadingDetached[0])!
    const errorDetail = files.flatMap(({ messages }) => messages).find(({ typeName }) => typeName === ERROR_DETAIL)!
    const document = openApiDocument({ services, about, errorDetail }, describe)
    generateFile('openapi.json').print(JSON.stringify(document, null, 2))
  },
})
runNodeJs(plugin)
