// node validate.mjs WEB SCHEMA < JSON array of texts → JSON array: null where the schema takes the text, else why not.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [web, schema] = process.argv.slice(2)
const Ajv = createRequire(`${web}/package.json`)('ajv/dist/2020').default
const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: false }).compile(JSON.parse(readFileSync(schema, 'utf8')))
const verdicts = JSON.parse(readFileSync(0, 'utf8')).map(text => (validate(JSON.parse(text)) ? null : validate.errors.map(e => `${e.instancePath} ${e.message}`).join('; ')))
console.log(JSON.stringify(verdicts))
