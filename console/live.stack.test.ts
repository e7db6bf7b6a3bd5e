import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type ConsoleUnderTest,
  picture,
  sidewaysScroll,
  startConsole,
} from './test-support/a-console.ts'

let console: ConsoleUnderTest

before(async () => {
  console = await startConsole()
})

after(() => console?.stop())

test('a run is started with the token, watched, stopped, and found with its report', async () => {
  const { page, errors } = await console.open('/')
  await page.getByText('Nothing is running.').waitFor()
  await picture(page, 'empty')

  await page.getByRole('button', { name: 'Start steady' }).click()
  await page.getByRole('textbox', { name: 'Token' }).fill(console.token)
  await page.locator('#sign-in').getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: /Running: steady/ }).waitFor()
  await page.getByText(/Over the line now: [1-9]/).waitFor() // one cannot hold; a busy machine breaks more
  assert.match(await page.locator('.sofar').innerText(), /P95 GET \/items\/:id/)
  await page.waitForFunction(() => document.querySelectorAll('.dl').length >= 6)
  await page.waitForFunction(
    () =>
      Number(
        document
          .querySelector('.bar i')
          ?.getAttribute('style')
          ?.match(/[\d.]+/)?.[0],
      ) > 20,
  )
  await picture(page, 'live-light')
  await page.keyboard.press('t')
  await picture(page, 'live-dark')
  assert.equal(await sidewaysScroll(page), 0)

  const phone = await console.open('/', 360)
  await phone.page.getByRole('heading', { name: /Running: steady/ }).waitFor()
  await phone.page.waitForFunction(() => document.querySelectorAll('.dl').length >= 6)
  await picture(phone.page, 'live-phone')
  assert.equal(await sidewaysScroll(phone.page), 0)
  assert.deepEqual(phone.errors, [])

  await page.getByRole('button', { name: /^Stop/ }).click()
  await page.getByRole('link', { name: 'Open report' }).waitFor()
  await page.getByRole('link', { name: 'Runs' }).click()
  await page.getByRole('link', { name: 'steady', exact: true }).click()
  await page.waitForURL(/\/runs\/steady-/)
  await page.getByRole('link', { name: 'Open report' }).click()
  await page.waitForURL(/report\.html$/)
  await picture(page, 'report')
  assert.deepEqual(errors, [])
})

test('the load of a run is changed, paused, taken up again and led back to the plan', async () => {
  const { page } = await console.open('/')
  await page.getByRole('button', { name: 'Start steady' }).click()
  await page.getByRole('textbox', { name: 'Token' }).fill(console.token)
  await page.locator('#sign-in').getByRole('button', { name: 'Sign in' }).click()
  const level = page.getByRole('spinbutton', { name: 'Arrivals /s' })
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('#level')?.value === '40',
  )
  await page.keyboard.press('+')
  assert.equal(await level.inputValue(), '44')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /Running: steady, manual-44/ }).waitFor()
  await level.fill('20')
  await picture(page, 'live-changed')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('heading', { name: /manual-20/ }).waitFor()
  await page.getByRole('button', { name: /^Pause/ }).click()
  await page.getByRole('heading', { name: /Paused: steady/ }).waitFor()
  await picture(page, 'live-paused')
  await page.setViewportSize({ width: 360, height: 900 })
  assert.equal(await sidewaysScroll(page), 0)
  await picture(page, 'live-paused-phone')
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.getByRole('button', { name: /^Go on/ }).click()
  await page.getByRole('heading', { name: /manual-20/ }).waitFor()
  await page.getByRole('button', { name: 'Back to plan' }).click()
  await page.getByRole('heading', { name: /Running: steady, hold/ }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Back to plan' }).isHidden(), true)
  await level.fill('20000000')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByText('LOAD_NOT_ALLOWED').waitFor()
  await page.getByRole('button', { name: /^Stop/ }).click()
  await page.getByRole('link', { name: 'Open report' }).waitFor()
})
