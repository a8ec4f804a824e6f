fn main() {
    let phone = closr::Pii::from("+15125550147");
    let _ = format!("{phone}");
}
