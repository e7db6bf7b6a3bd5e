/** Draws a user's next task: 10 in 19 the list, 8 one of it, 1 an order. */
module.exports.pick = (context, _events, done) => {
  context.vars.pick = Math.random() * 19
  done()
}
