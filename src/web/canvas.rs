//! A picture of text and rectangles, as PNG: what other services show where somebody shares an event.
//!
//! The font is that of the pages, in one weight, as a file that drawing libraries read: woff2 is for browsers alone. It has the
//! letters of Latin script; other characters are left out.

use ab_glyph::{Font as _, FontRef, InvalidFont, Point, ScaleFont as _};

/// Made of the two woff2 files beside it by fontTools: the instance at weight 600, both merged, without hints and features.
const FONT: &[u8] = include_bytes!("../../templates/assets/fonts/atkinson-pictures.ttf");

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

/// A picture in the making.
pub(super) struct Canvas {
    font: FontRef<'static>,
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// An empty picture of this size in pixels.
    ///
    /// # Errors
    /// When the font cannot be read, which a test rules out.
    pub(super) fn new(width: u32, height: u32, ground: Colour) -> Result<Self, InvalidFont> {
        let pixels = ground.repeat(width as usize * height as usize);
        Ok(Self { font: FontRef::try_from_slice(FONT)?, width, height, pixels })
    }

    /// Fills a rectangle; what lies outside is cut off.
    pub(super) fn rectangle(&mut self, left: u32, top: u32, width: u32, height: u32, colour: Colour) {
        for y in top..top.saturating_add(height).min(self.height) {
            for x in left..left.saturating_add(width).min(self.width) {
                self.blend(x, y, 1.0, colour);
            }
        }
    }

    /// Writes one line from `left` on its base line, `size` pixels high.
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "places far outside saturate and are cut off")]
    pub(super) fn text(&mut self, left: f32, baseline: f32, size: f32, colour: Colour, text: &str) {
        let mut x = left;
        for c in self.writable(text).chars() {
            let glyph = self.font.glyph_id(c);
            let outline = self.font.outline_glyph(glyph.with_scale_and_position(size, Point { x, y: baseline }));
            if let Some(outline) = outline {
                let Point { x: from, y: top } = outline.px_bounds().min;
                let mut covered = Vec::new();
                outline.draw(|dx, dy, coverage| covered.push((from as i32 + dx as i32, top as i32 + dy as i32, coverage)));
                for (x, y, coverage) in covered {
                    if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) {
                        self.blend(x, y, coverage, colour);
                    }
                }
            }
            x += self.font.as_scaled(size).h_advance(glyph);
        }
    }

    /// Breaks a text into lines of at most `width` pixels: between words, and within one that is longer than a line.
    pub(super) fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in self.writable(text).split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}")).filter(|line| self.width_of(line, size) <= width);
            match (longer, lines.last_mut()) {
                (Some(longer), Some(last)) => *last = longer,
                _ => lines.extend(self.pieces(word, size, width)),
            }
        }
        lines
    }

    fn pieces(&self, word: &str, size: f32, width: f32) -> Vec<String> {
        let mut pieces = vec![String::new()];
        for c in word.chars() {
            let mut longer = pieces.last().cloned().unwrap_or_default();
            longer.push(c);
            match pieces.last_mut() {
                Some(last) if last.is_empty() || self.width_of(&longer, size) <= width => *last = longer,
                _ => pieces.push(c.to_string()),
            }
        }
        pieces
    }

    fn width_of(&self, text: &str, size: f32) -> f32 {
        let font = self.font.as_scaled(size);
        text.chars().map(|c| font.h_advance(self.font.glyph_id(c))).sum()
    }

    /// What the font can write of a text.
    fn writable(&self, text: &str) -> String {
        text.chars().filter(|c| *c == ' ' || self.font.glyph_id(*c).0 != 0).collect()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255 by construction")]
    fn blend(&mut self, x: u32, y: u32, coverage: f32, colour: Colour) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 3;
        for (pixel, ink) in self.pixels[at..at + 3].iter_mut().zip(colour) {
            let (below, above) = (f32::from(*pixel), f32::from(ink));
            *pixel = (below + (above - below) * coverage.clamp(0.0, 1.0)).round() as u8;
        }
    }

    /// The picture as a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(&self.pixels)?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canvas() -> Canvas {
        Canvas::new(300, 60, [255; 3]).expect("our own font")
    }

    #[test]
    fn the_font_writes_the_names_of_our_neighbours() {
        let names = "Äußerungen „Wróblewska“ – Yıldızoğlu, Škoda, Łódź, Őrség, Ťažký, Œuvre & Ñandú 18:30 €";
        assert_eq!(canvas().writable(names), names);
        assert_eq!(canvas().writable("李雷 🙂 Treff\u{7}en"), "  Treffen");
    }

    #[test]
    fn no_line_is_wider_than_asked_and_no_letter_is_lost() {
        let canvas = canvas();
        for text in ["Kommt jetzt der Run auf die Kleinstädte?", "Donaudampfschifffahrtsgesellschaftskapitänswitwe", ""] {
            let lines = canvas.lines(text, 30.0, 200.0);
            assert!(lines.iter().all(|line| canvas.width_of(line, 30.0) <= 200.0), "{lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn what_is_written_is_seen_and_what_lies_outside_is_cut_off() {
        let mut canvas = canvas();
        canvas.text(-20.0, 70.0, 60.0, [0; 3], "Weit über den Rand hinaus");
        canvas.rectangle(290, 50, 100, 100, [0; 3]);
        assert!(canvas.pixels.contains(&0) && canvas.pixels.contains(&255));
        let file = canvas.png().expect("a picture");
        assert_eq!(file[..8], *b"\x89PNG\r\n\x1a\n");
    }
}
