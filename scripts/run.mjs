// Plain JavaScript, so that a Node too old for the scripts (they are TypeScript, run by stripping the types,
// without a flag since 22.18) still reads the sentence below instead of failing on the first type.
const [major, minor] = process.versions.node.split('.').map(Number)
const [, , name] = process.argv

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Neptun's scripts need Node 22.18 or newer, and this is Node ${process.versions.node}. npm brings a newer one ` +
      `along: run \`npm ci\` (without --ignore-scripts, which leaves it out), then \`npm run ${name}\`.`,
  )
  process.exit(1)
}

// npm hands a signal on to the shell that it runs us in, and where that is Debian's, the shell ends without telling us.
// A parent that is gone therefore counts as SIGTERM; without npm it may be a terminal that we are meant to outlive.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 200)
  watch.unref()
}

await import(`./${name}.ts`)
