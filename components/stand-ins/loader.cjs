const { dirname, relative } = require('node:path')

/**
 * A loader for Turbopack: puts a stand-in in place of the module that it is asked for. Other than an alias it goes by the
 * module's file, whichever relative path that was imported with. Options: `standIn`, a path from the project's root, and
 * `names`, what it exports.
 */
module.exports = function standIn() {
  const { standIn, names } = this.getOptions()
  const from = relative(dirname(this.resourcePath), `${this.rootContext}/${standIn}`)
  return names.length ? `export { ${names.join(', ')} } from ${JSON.stringify(from)}` : ''
}
