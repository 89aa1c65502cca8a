-- A pandoc filter that draws what two programs say to each other. A code block of the class "sequence" becomes an SVG: two
-- columns, time going down. One row a line:
--
--   left: CLIENT                     the names of the columns
--   right: SERVER
--   left> connect()                  what the left one does
--   right> accept()                  what the right one does
--   -> SYN        <- SYN, ACK        an arrow with its label; -x and x- are lost on the way
--   send("abc") | -> "abc" | recv()  all three in one row; each may be empty
--   note: both: text                 a line across
--
-- A code block of the class "conversation" begins with the command that draws a requirement: "build/bin/wirelab grade 3 --show R10". It becomes
-- what the reference said when `build` graded it; that lies, in the same language, in the file that WIRELAB_CONVERSATIONS names. The other
-- lines of the block are the same as text, for those who read the handout as it is.

local row_height, top = 30, 50
local width, left_line, right_line = 900, 300, 600
local longest_side = 38  -- characters that fit beside a line

local function escape(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', "&quot;"))
end

local function trim(text) return (text:gsub("^%s+", ""):gsub("%s+$", "")) end

-- "-> SYN" as {kind, label}; nil when it is no arrow.
local function arrow_of(text)
  for _, kind in ipairs({"->", "<-", "-x", "x-"}) do
    if text:sub(1, 2) == kind and (text:len() == 2 or text:sub(3, 3) == " ") then
      return {kind = kind, label = trim(text:sub(3))}
    end
  end
end

local function parse(text)
  local picture = {left = "", right = "", rows = {}}
  for line in text:gmatch("[^\n]+") do
    local row = {}
    local name, rest = line:match("^(%a+):%s*(.*)$")
    if name == "left" or name == "right" then
      picture[name] = rest
      row = nil
    elseif name == "note" then
      row.note = trim((rest:gsub("^both:", "")))
    elseif line:match("^left>") then
      row.left = trim(line:sub(6))
    elseif line:match("^right>") then
      row.right = trim(line:sub(7))
    elseif arrow_of(trim(line)) and not line:find("|", 1, true) then
      row.arrow = arrow_of(trim(line))
    elseif line:match("^[^|]*|[^|]*|[^|]*$") then
      local left, middle, right = line:match("^([^|]*)|([^|]*)|([^|]*)$")
      row.left, row.right = trim(left), trim(right)
      row.arrow = arrow_of(trim(middle))
      if not row.arrow and trim(middle) ~= "" then error("no arrow: " .. line) end
    else
      error("a sequence has no such line: " .. line)
    end
    for _, side in ipairs({row and row.left or "", row and row.right or ""}) do
      if side:len() > longest_side then error("too long for its side: " .. side) end
    end
    if row then table.insert(picture.rows, row) end
  end
  return picture
end

local function text_at(x, y, anchor, text, class)
  return string.format('<text x="%d" y="%d" text-anchor="%s" class="%s">%s</text>', x, y, anchor, class, escape(text))
end

local function draw_arrow(arrow, y)
  local lost = arrow.kind == "-x" or arrow.kind == "x-"
  local to_right = arrow.kind == "->" or arrow.kind == "-x"
  local from, to = left_line + 4, right_line - 4
  if not to_right then from, to = to, from end
  if lost then to = from + (to - from) * 7 // 10 end
  local step = to_right and -9 or 9
  local parts = {string.format('<line x1="%d" y1="%d" x2="%d" y2="%d" class="wire"/>', from, y, to, y)}
  if lost then
    table.insert(parts, string.format('<path d="M%d %d l10 10 m0 -10 l-10 10" class="wire lost"/>', to - 5, y - 5))
  else
    table.insert(parts, string.format('<path d="M%d %d l%d -5 v10 z" class="head"/>', to, y, step))
  end
  table.insert(parts, text_at((left_line + right_line) // 2, y - 6, "middle", arrow.label, "label"))
  return table.concat(parts)
end

-- The same in words, for those who do not see the picture.
local function in_words(picture)
  local words = {}
  for _, row in ipairs(picture.rows) do
    if row.note then table.insert(words, row.note) end
    if row.left and row.left ~= "" then table.insert(words, picture.left .. ": " .. row.left) end
    if row.arrow then
      local from, to = picture.left, picture.right
      if row.arrow.kind == "<-" or row.arrow.kind == "x-" then from, to = to, from end
      local lost = row.arrow.kind:find("x", 1, true) and " (lost)" or ""
      table.insert(words, from .. " to " .. to .. ": " .. row.arrow.label .. lost)
    end
    if row.right and row.right ~= "" then table.insert(words, picture.right .. ": " .. row.right) end
  end
  return table.concat(words, "; ")
end

local function draw(picture)
  local height = top + #picture.rows * row_height + 10
  local parts = {
    string.format('<svg class="sequence" viewBox="0 0 %d %d" role="img" xmlns="http://www.w3.org/2000/svg">', width, height),
    "<title>" .. escape(picture.title or (picture.left .. " and " .. picture.right)) .. "</title>",
    "<desc>" .. escape(in_words(picture)) .. "</desc>",
    text_at(left_line, 22, "middle", picture.left, "name"), text_at(right_line, 22, "middle", picture.right, "name"),
  }
  for _, x in ipairs({left_line, right_line}) do
    table.insert(parts, string.format('<line x1="%d" y1="32" x2="%d" y2="%d" class="life"/>', x, x, height - 4))
  end
  for number, row in ipairs(picture.rows) do
    local y = top + (number - 1) * row_height + 12
    if row.note then
      table.insert(parts, string.format('<rect x="40" y="%d" width="%d" height="22" class="note"/>', y - 16, width - 80))
      table.insert(parts, text_at(width // 2, y, "middle", row.note, "label"))
    end
    if row.left and row.left ~= "" then table.insert(parts, text_at(left_line - 12, y, "end", row.left, "call")) end
    if row.right and row.right ~= "" then table.insert(parts, text_at(right_line + 12, y, "start", row.right, "call")) end
    if row.arrow then table.insert(parts, draw_arrow(row.arrow, y)) end
  end
  table.insert(parts, "</svg>")
  return table.concat(parts, "\n")
end

-- Wider than a small window: it is moved with the arrow keys there, and so takes the focus.
local function figure(class, name, content)
  return pandoc.RawBlock("html", string.format('<figure class="%s" tabindex="0" aria-label="%s">%s</figure>', class, escape(name), content))
end

-- The rows of the requirement, from a file with "== R10" before those of each.
local function conversation_of(requirement)
  local path = os.getenv("WIRELAB_CONVERSATIONS") or error("a conversation, and WIRELAB_CONVERSATIONS is not set")
  local rows = nil
  for line in io.lines(path) do
    local name = line:match("^== (%w+)$")
    if name then
      if rows then break end
      if name == requirement then rows = {} end
    elseif rows then
      table.insert(rows, line)
    end
  end
  return table.concat(rows or error("nobody has drawn " .. requirement), "\n")
end

local function draw_conversation(text)
  local command = text:match("^[^\n]*")
  local requirement = command:match("%-%-show (%w+)") or error("no requirement in: " .. command)
  local picture = parse(conversation_of(requirement))
  picture.title = requirement .. ", as the grader saw the reference"
  return figure("conversation", picture.title, draw(picture) .. "<figcaption>" .. escape(requirement) ..
    ", drawn from a run of the reference. Yours: <code>" .. escape(trim(command)) .. "</code></figcaption>")
end

-- A table, too, may be wider than the window.
function Table(content) return pandoc.Div({content}, {class = "table", tabindex = "0"}) end

function CodeBlock(block)
  if block.classes:includes("conversation") then
    return draw_conversation(block.text)
  end
  if block.classes:includes("sequence") then
    local picture = parse(block.text)
    return figure("drawn", picture.left .. " and " .. picture.right, draw(picture))
  end
  block.attributes.tabindex = "0"  -- its lines may be longer than the window is wide
  return block
end
