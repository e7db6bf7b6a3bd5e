// A plain script, so that it runs before the first paint: the theme that was asked for or chosen before.
const theme =
  /theme=(light|dark)/.exec(location.hash)?.[1] ?? localStorage.getItem('plimsoll.theme')
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
